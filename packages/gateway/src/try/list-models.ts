import type {
  Endpoint,
  EndpointNotReady,
  GatewayConfig,
  ListedModel,
  ModelListing,
} from '@jackfield/gateway-config';
import type { ModelList, Provider } from '../providers/provider.ts';
import { ProviderError } from '../providers/provider-error.ts';
import type { TurnContext } from '../turn/run-turn.ts';
import { Upstream } from '../upstream/upstream.ts';
import { withoutCredentials } from '../upstream/without-credentials.ts';
import { hearWhole, Unheard, type WholeAnswer } from './hear-whole.ts';

const wordsCharacters = 4_000;

/**
 * Asks a provider for its list of models over sockets of its own, through the same guard as every
 * turn, and tells what came back in the vendor's own words. Never throws for what the vendor does.
 */
export async function listModels(
  providerId: string,
  endpoint: Endpoint | EndpointNotReady,
  signal: AbortSignal,
  context: TurnContext,
  config: GatewayConfig,
  ownPorts: ReadonlySet<number>,
): Promise<ModelListing> {
  const { clock } = context;
  const askedAt = clock.now();
  const unasked = (message: string): ModelListing => ({ ...nothing, message, askedAt });
  if (!endpoint.ready) return unasked(endpoint.reason);
  const provider = context.providers.get(providerId);
  const list = provider?.modelList;
  if (provider === undefined || list === undefined) {
    return unasked('This provider has no list of models that could be read.');
  }
  const request = list.toRequest(endpoint.baseUrl);
  const upstream = new Upstream(ownPorts);
  upstream.load(config);
  const ended = (heard: ModelListing): ModelListing => ({
    ...heard,
    url: request.url.href,
    askedAt,
    durationMs: clock.now() - askedAt,
  });
  try {
    const answer = await hearWhole({ endpoint, request, upstream, signal, clock });
    return ended(understand(provider, list, withoutEchoes(answer, endpoint)));
  } catch (error) {
    if (!(error instanceof Unheard)) throw error;
    return ended({ ...nothing, message: withoutCredentials(error.message, endpoint.auth) });
  } finally {
    upstream.close();
  }
}

const nothing: ModelListing = {
  ok: false,
  url: null,
  status: null,
  message: '',
  words: null,
  models: [],
  askedAt: 0,
  durationMs: 0,
};

function understand(
  provider: Provider,
  list: ModelList,
  { head, body }: WholeAnswer,
): ModelListing {
  const { status } = head;
  const words = body.toString('utf8').slice(0, wordsCharacters) || null;
  try {
    if (status < 200 || status > 299) throw provider.toError(head, body);
    const models: readonly ListedModel[] = list.fromAnswer(head, body);
    const message = `It lists ${models.length} ${models.length === 1 ? 'model' : 'models'}.`;
    return { ...nothing, ok: true, status, message, words, models };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const message =
      error.code === 'upstream_not_found'
        ? 'It has no list of models at this address.'
        : error.message;
    return { ...nothing, status, message, words };
  }
}

/** Nothing that is made of the answer may hold a credential that the vendor echoed in it. */
function withoutEchoes({ head, body }: WholeAnswer, { auth }: Endpoint): WholeAnswer {
  return { head, body: Buffer.from(withoutCredentials(body.toString('utf8'), auth)) };
}
