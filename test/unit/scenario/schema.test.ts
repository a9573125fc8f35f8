import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarioJsonSchema } from '../../../src/scenario/index.ts';

interface Schema {
  properties: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean;
  anyOf?: Schema[];
}

describe('the JSON Schema for editors', () => {
  const schema = JSON.parse(JSON.stringify(scenarioJsonSchema())) as Schema & { $schema: string };

  it('is draft 7 and refuses unknown keys', () => {
    expect(schema.$schema).toMatch(/draft-07/);
    expect(schema.required).toEqual(['lakesim', 'title', 'designs']);
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(schema.properties)).toContain('claims');
  });

  it('is committed beside the scenarios as it is generated', () => {
    const committed = JSON.parse(readFileSync('scenarios/scenario.schema.json', 'utf8'));
    expect(committed).toEqual(schema);
  });
});
