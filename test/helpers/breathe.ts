/** Long calculations in a row keep the test runner from being heard; a pause between them lets it speak. */
export function breathe(): Promise<void> {
  return new Promise((done) => {
    setImmediate(done);
  });
}
