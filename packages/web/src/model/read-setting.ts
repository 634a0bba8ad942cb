import { isRecord } from './is-record.ts';
import type { WholeSetting } from './setting-draft.ts';

/**
 * A setting out of what anybody may have written: its shape is sure, so that the page can show it, and
 * whether it can be used the server judges. `null` where it is none.
 */
export function readSetting(value: unknown): WholeSetting | null {
  if (!isRecord(value) || typeof value['model'] !== 'string') return null;
  const { model, parameters = {}, fallbacks = [], deadlines = {}, failover = {} } = value;
  const isSetting =
    isParameters(parameters) &&
    isNumbers(deadlines) &&
    Array.isArray(fallbacks) &&
    fallbacks.every(isFallback) &&
    isFailover(failover);
  // Holds: each part has just been judged.
  return isSetting ? ({ model, parameters, fallbacks, deadlines, failover } as WholeSetting) : null;
}

function isParameters(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { stop = [], ...numbers } = value;
  return [stop].flat().every((text) => typeof text === 'string') && isNumbers(numbers);
}

function isNumbers(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((each) => typeof each === 'number');
}

function isFallback(value: unknown): boolean {
  if (!isRecord(value) || typeof value['model'] !== 'string') return false;
  const { parameters = {}, deadlines = {} } = value;
  return isParameters(parameters) && isNumbers(deadlines);
}

function isFailover(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { hedge = null, holdPhrase = null, commitPoint, ...switches } = value;
  return (
    (commitPoint === undefined || typeof commitPoint === 'string') &&
    Object.values(switches).every((each) => typeof each === 'boolean') &&
    (hedge === null || isHedge(hedge)) &&
    (holdPhrase === null || isHoldPhrase(holdPhrase))
  );
}

function isHedge(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { afterMs, shareMax = 0 } = value;
  return (afterMs === 'p95' || typeof afterMs === 'number') && typeof shareMax === 'number';
}

function isHoldPhrase(value: unknown): boolean {
  return (
    isRecord(value) && typeof value['afterMs'] === 'number' && typeof value['text'] === 'string'
  );
}
