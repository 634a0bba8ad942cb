import { z } from 'zod';
import { providerFileSchema } from './catalogue-schema.ts';

/**
 * The text of `catalog/schema.json`: what an editor needs to complete and check a shipped file.
 * Made from the schema that the loader uses, so that the two can't differ.
 */
export function catalogueJsonSchema(): string {
  const schema = z.toJSONSchema(providerFileSchema, { io: 'input', target: 'draft-07' });
  const titled = { ...schema, title: 'A provider and its models in the Jackfield catalogue' };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
