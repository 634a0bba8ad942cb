import type { Provider } from './provider.ts';
import { requestFields, type RequestField } from './request-fields.ts';

const rows: readonly (RequestField | 'others')[] = [...requestFields, 'others'];

/** `docs/reference/request-fields.md`, made from what the providers declare, and so never behind them. */
export function fieldTable(providers: readonly Provider[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    '# What becomes of a request’s fields',
    '',
    'Every field of OpenAI’s chat/completions request, and what each provider’s adapter makes of it.',
    'Made from the code by `node scripts/write-field-table.ts`: change it there.',
    '',
    '- **carried**: sent on as the caller gave it.',
    '- **mapped**: sent in the provider’s own name or form.',
    '- **dropped**: left out, and named in the answer’s header `x-jackfield-dropped`.',
    '- **fetched**: an image that a message names by an http(s) URL is fetched here, from public addresses only, and',
    '  sent as bytes; PNG, JPEG, GIF and WebP, 3.75 MB each and 20 a request at most, within five seconds.',
    '- **refused**: a 400 `unsupported_parameter`, because leaving it out would change what was asked for.',
    '',
    'A field that is `null`, or asks for what is done anyway (`n: 1`, `logprobs: false`), is neither',
    'refused nor reported. `model`, `messages` and `stream` always travel.',
    '',
    line(['field', ...providers.map(({ id }) => id)]),
    line(['---', ...providers.map(() => '---')]),
    ...rows.map((field) =>
      line([nameOf(field), ...providers.map((provider) => cellOf(provider, field))]),
    ),
    line(['an image by URL', ...providers.map(({ imageUrls }) => imageUrls)]),
    '',
    '¹ with a note below.',
    ...providers.flatMap(notesOf),
    '',
  ].join('\n');
}

function nameOf(field: RequestField | 'others'): string {
  return field === 'others' ? 'any other field' : `\`${field}\``;
}

function cellOf({ fields, fieldNotes }: Provider, field: RequestField | 'others'): string {
  return fieldNotes?.[field] === undefined ? fields[field] : `${fields[field]} ¹`;
}

function notesOf({ id, fieldNotes = {} }: Provider): string[] {
  const noted = rows.flatMap((field) => {
    const note = fieldNotes[field];
    return note === undefined ? [] : [`- ${nameOf(field)}: ${note}.`];
  });
  return noted.length === 0 ? [] : ['', `## ${id}`, '', ...noted];
}
