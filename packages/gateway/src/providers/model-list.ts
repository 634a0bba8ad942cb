import type { ListedModel } from '@jackfield/gateway-config';
import { isRecord } from './is-record.ts';
import { notAList } from './not-an-answer.ts';
import { parseAnswer } from './parse-answer.ts';
import type { ModelList, UpstreamHead } from './provider.ts';
import { stringOf } from './string-of.ts';

/** What a vendor says of one model, still as it came; `null` for one that can't hold a conversation. */
export type ReadListedModel = (
  item: Readonly<Record<string, unknown>>,
) => Readonly<Partial<Record<keyof ListedModel, unknown>>> | null;

interface ModelListFormat {
  readonly url: (baseUrl: string) => URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** The field that holds the models. */
  readonly items: string;
  readonly read: ReadListedModel;
}

/** A vendor's list of models, declared by where it is and what its fields are called. */
export function declareModelList({ url, headers, items, read }: ModelListFormat): ModelList {
  return {
    toRequest: (baseUrl) => ({
      url: url(baseUrl),
      headers: { accept: 'application/json', ...headers },
    }),
    fromAnswer: (head, body) =>
      readItems(head, body, items)
        .filter(isRecord)
        .map(read)
        .filter((said) => said !== null)
        .map(toListedModel)
        .filter(({ id }) => id !== ''),
  };
}

function readItems(head: UpstreamHead, body: Buffer, field: string): readonly unknown[] {
  const items = parseList(head, body)[field];
  if (!Array.isArray(items)) throw notAList(head, body);
  return items;
}

function parseList(head: UpstreamHead, body: Buffer): Record<string, unknown> {
  try {
    return parseAnswer(head, body);
  } catch {
    throw notAList(head, body);
  }
}

function toListedModel(said: Readonly<Partial<Record<keyof ListedModel, unknown>>>): ListedModel {
  const shutDownOn = toDay(said.shutDownOn);
  return {
    id: stringOf(said.id).slice(0, 500),
    name: stringOf(said.name).slice(0, 500) || null,
    aliases: Array.isArray(said.aliases) ? said.aliases.map(stringOf).filter(Boolean) : [],
    deprecated: said.deprecated === true || shutDownOn !== null,
    shutDownOn,
    contextWindow: toCount(said.contextWindow),
    maxOutputTokens: toCount(said.maxOutputTokens),
    images: typeof said.images === 'boolean' ? said.images : null,
    tools: typeof said.tools === 'boolean' ? said.tools : null,
  };
}

/** The day in UTC of an ISO 8601 date or time, or of seconds since 1970; `null` for all else. */
function toDay(value: unknown): string | null {
  const given = typeof value === 'number' ? value * 1_000 : stringOf(value);
  if (given === '') return null;
  const date = new Date(given);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 10);
}

function toCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}
