/** The version of this package, from its package.json. */
import { fileURLToPath } from 'node:url';
import { readText } from './files.ts';

function readVersion(): string {
  const text = readText(fileURLToPath(new URL('../../package.json', import.meta.url)));
  const parsed: unknown = JSON.parse(text ?? '{}');
  const found = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'version') : undefined;
  return typeof found === 'string' ? found : 'unknown';
}

/** Such as `0.1.0`. */
export const version = readVersion();
