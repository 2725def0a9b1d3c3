import { describe, expect, test } from 'vitest';
import { modelJsonSchema, shapeIssues } from '../../src/source/schema.ts';

describe('the shape of a model file', () => {
  test('an unknown key lists the keys that exist', () => {
    const [issue] = shapeIssues({ inputs: { price: { unti: 'USD' } } });
    expect(issue).toMatchObject({ kind: 'unknown-key', path: ['inputs', 'price', 'unti'] });
    expect(issue?.known).toContain('unit');
  });

  test('an empty file and empty blocks are well formed', () => {
    expect(shapeIssues(null)).toEqual([]);
    expect(shapeIssues({ inputs: null, scenarios: { base: null } })).toEqual([]);
  });

  test('the issues of a block inside a union carry their whole path', () => {
    const issues = shapeIssues({ values: { a: { value: '1', range: { low: '0' } } } });
    expect(issues).toMatchObject([{ kind: 'missing-key', path: ['values', 'a', 'range', 'high'] }]);
  });

  test('the schema for editors is strict and takes numbers for texts', () => {
    expect(modelJsonSchema()).toMatchObject({
      additionalProperties: false,
      properties: { title: { type: ['string', 'number', 'boolean'] }, timeline: { required: ['from', 'to', 'grain'] } },
    });
  });
});
