import type { Endpoint, ModelListing, PublishedModel } from '@jackfield/gateway-config';
import type { ProviderCheck } from '../../schemas/provider.ts';
import type { Services } from '../../services.ts';
import { dayOf, effectiveLifecycle } from '../catalogue/effective-lifecycle.ts';
import { askForModels } from './ask-for-models.ts';
import type { ProviderDefinition } from './provider-definitions.ts';

/** Longer than any first token that a caller would wait for; the answer must come in the end. */
const turnTimeoutMs = 30_000;

/**
 * Statuses that say nothing about turns: a server may have no list of models, and a credential may be
 * good for turns alone.
 */
const inconclusive: ReadonlySet<number | null> = new Set([403, 404, 405]);

/**
 * Makes the cheapest real call that tells whether a provider takes its credentials: its list of
 * models, or one short turn where the list decides nothing.
 */
export async function checkProvider(
  services: Services,
  definition: ProviderDefinition,
  endpoint: Endpoint,
  left: AbortSignal,
): Promise<ProviderCheck> {
  const listing = await askForModels(services, definition, endpoint, left);
  const model = inconclusive.has(listing.status) ? cheapModel(services, definition) : undefined;
  if (!listing.ok && model !== undefined) return byTurn(services, model, listing, left);
  const { ok, message, url, status, words, askedAt, durationMs } = listing;
  return {
    ready: ok,
    message: ok ? `${definition.name} took the credentials. ${message}` : message,
    url,
    status,
    words: ok ? null : words,
    checkedAt: new Date(askedAt).toISOString(),
    durationMs,
  };
}

async function byTurn(
  services: Services,
  model: PublishedModel,
  listing: ModelListing,
  left: AbortSignal,
): Promise<ProviderCheck> {
  const signal = AbortSignal.any([left, AbortSignal.timeout(turnTimeoutMs)]);
  const { ready, url, checks } = await services.options.tryModel(model, signal);
  const [turn] = checks;
  const durationMs = listing.durationMs + (turn?.durationMs ?? 0);
  return {
    ready,
    message: ready
      ? `It answers turns, tried with ${model.upstreamModel}, but gives this credential no list of its models.`
      : (turn?.message ?? listing.message),
    url,
    status: turn?.evidence?.status ?? null,
    words: ready ? null : (turn?.evidence?.body ?? listing.words),
    checkedAt: new Date(listing.askedAt).toISOString(),
    durationMs,
  };
}

/** The least expensive of its models that should still live, as a turn would use it. */
function cheapModel(
  services: Services,
  { id: provider }: ProviderDefinition,
): PublishedModel | undefined {
  const today = dayOf(services.options.clock());
  const [cheapest] = services.catalogue
    .current()
    .entries.filter((entry) => entry.provider === provider && entry.availability === 'available')
    .filter(({ lifecycle }) => effectiveLifecycle(lifecycle, today).status !== 'shut_down')
    .toSorted((a, b) => outputPrice(a) - outputPrice(b));
  return cheapest === undefined ? undefined : services.publisher.model(cheapest.id);
}

function outputPrice({ price }: { readonly price: { outputPerMillion: number } | null }): number {
  return price?.outputPerMillion ?? Number.MAX_VALUE;
}
