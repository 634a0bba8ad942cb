import type { Log } from '@jackfield/control-plane';
import { Secret } from '@jackfield/gateway-config';

/** In the names of the fields of the provider `bedrock`. */
export type AwsKeys = Readonly<Record<string, Secret>>;

/** AWS's own clients fetch new keys this long before the old ones end. */
const leadMs = 300_000;
const overdueMs = 15_000;
const againMsMost = 3_600_000;
const afterFailureMs = 30_000;
/** How long one look at the chain may take, and how long a start waits for the first. */
const lookMs = 20_000;
const startMs = 3_000;

/**
 * Gives `take` the keys that AWS's usual chain finds (environment, profile, web identity, role of the
 * container or instance), and gives it new ones before they end. What can't be found is looked for again
 * every 30 s; keys that are there stay until then. Resolves after the first look, or after three seconds.
 *
 * The chain is loaded only here: whoever doesn't turn it on has no program that asks a metadata service.
 */
export async function followAwsCredentialChain(
  log: Log,
  take: (keys: AwsKeys) => Promise<void>,
): Promise<{ stop(): void }> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    let againMs: number | null = afterFailureMs;
    try {
      const { keys, endsAt } = await findKeys();
      if (stopped) return;
      await take(keys);
      againMs = endsAt === null ? null : untilRenewal(endsAt);
    } catch (error) {
      const reason = reasonOf(error);
      log.warn({ reason }, 'AWS credentials could not be found; looking again in 30 s');
    }
    if (stopped || againMs === null) return;
    timer = setTimeout(() => void look(), againMs).unref();
  };
  await withDeadline(look(), startMs).catch(() => undefined);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function findKeys(): Promise<{ keys: AwsKeys; endsAt: number | null }> {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  // A new one each time: an old one would give the keys it remembers.
  const found = await withDeadline(defaultProvider()(), lookMs);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = found;
  return {
    keys: {
      accessKeyId: new Secret(accessKeyId),
      secretAccessKey: new Secret(secretAccessKey),
      ...(sessionToken === undefined ? {} : { sessionToken: new Secret(sessionToken) }),
    },
    endsAt: expiration?.getTime() ?? null,
  };
}

/** What was tried. Not what could not be parsed: such a message quotes an answer, which may hold keys. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return /JSON|parse/i.test(message) ? 'An answer could not be read.' : message;
}

function untilRenewal(endsAt: number): number {
  const ms = endsAt - Date.now() - leadMs;
  // The metadata service itself renews late, and is not asked all the time until then.
  return ms > 0 ? Math.min(ms, againMsMost) : overdueMs;
}

async function withDeadline<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`Nothing was found within ${ms / 1_000} s.`)),
    ms,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
