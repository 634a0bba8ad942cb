/** What an answer's body is, whatever its content type says. */
export type AnswerForm = 'empty' | 'json' | 'events' | 'json-lines' | 'html' | 'other';

const eventLine = /^(?:data|event|id|retry|error)(?:$|:)|^:/;

export function answerForm(body: Buffer): AnswerForm {
  const text = body
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === '') return 'empty';
  if (/^<(?:!doctype|html|head|body|\?xml|[a-z]+[\s>])/i.test(text)) return 'html';
  if (parseJson(text) !== undefined) return 'json';
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  if (lines.some((line) => eventLine.test(line))) return 'events';
  const documents = lines.filter((line) => parseJson(line) !== undefined);
  return documents.length > 1 ? 'json-lines' : 'other';
}

/** A JSON object or array; `undefined` for anything else. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
