import type { Check } from '../check/check.ts';
import type { CheckContext } from '../check/check-context.ts';
import { found, type Deviation, type Evidence, type Finding } from '../check/finding.ts';
import {
  headerOf,
  isGood,
  type AnsweredExchange,
  type Exchange,
  type FailedExchange,
} from '../endpoint/exchange.ts';
import { answerForm, parseJson } from '../read/answer-form.ts';
import { readCompletion } from '../read/completion-reading.ts';
import { errorWords } from '../read/error-shape.ts';

const silence = 'Every turn fails before it begins: the caller hears the fallback, or nothing.';
const dayMs = 86_400_000;
const certificateDaysMin = 14;

/** Something answers HTTP at the address that turns are posted to. */
export const reachable: Check = {
  id: 'reachable',
  promise: 'The endpoint answers a POST at its address.',
  clause: 'Jackfield, Bring Your Own Model: the endpoint takes POST at …/chat/completions.',
  required: true,
  phase: 'first',
  needs: [],
  limitMs: 15_000,
  get deviations() {
    return [
      addressRefused,
      nameUnknown,
      connectionRefused,
      connectTimeout,
      tlsInvalid,
      noAnswer,
      connectionClosed,
      redirects,
      wrongPath,
      nothingHere,
      htmlAnswer,
      certificateExpiring,
    ];
  },
  async run(context) {
    const exchange = await context.documentedTurn();
    const evidence = context.evidence(exchange);
    if (exchange.kind === 'failed') {
      const detail = context.words(`(${exchange.code}: ${exchange.message})`);
      return {
        message: exchange.message,
        findings: [found(failureOf(exchange), evidence, detail)],
      };
    }
    const finding = (await wrongPlace(context, exchange)) ?? certificateSoonOver(context, exchange);
    return {
      message: `It answered with status ${exchange.status} after ${Math.round(exchange.timings.headMs ?? 0)} ms.`,
      findings: finding === null ? [] : [finding],
      evidence,
    };
  },
};

/** Another address, a page for people, or nothing at this path. */
async function wrongPlace(
  context: CheckContext,
  exchange: AnsweredExchange,
): Promise<Finding | null> {
  const evidence = context.evidence(exchange);
  const { status, body } = exchange;
  if (status >= 300 && status <= 399) {
    const target = headerOf(exchange, 'location');
    return found(
      redirects,
      evidence,
      target === null ? '' : `It points to ${context.words(target)}.`,
    );
  }
  if (status === 404 || status === 405) {
    if (speaksOfModels(context, exchange)) return null;
    return (await atOtherPath(context, evidence, looksRight)) ?? found(nothingHere, evidence);
  }
  // LM Studio says so with status 200: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/618
  if (isGood(exchange) && Boolean(readCompletion(exchange).json?.['error'])) {
    return await atOtherPath(context, evidence, isCompletion);
  }
  if (answerForm(body) === 'html' && status < 300) return found(htmlAnswer, evidence);
  return null;
}

/** The finding that the endpoint is at the other path; `null` where it isn't. */
async function atOtherPath(
  context: CheckContext,
  evidence: Evidence,
  isThere: (exchange: Exchange) => boolean,
): Promise<Finding | null> {
  const other = otherPath(context.url);
  const exchange = await context.turn({ stream: false }, { url: other });
  return isThere(exchange)
    ? found(wrongPath, evidence, `It does at ${other.origin}${other.pathname}.`)
    : null;
}

/** A 404 may speak of the path or of the model; only the second says so in an API's words. */
function speaksOfModels({ target, url }: CheckContext, exchange: AnsweredExchange): boolean {
  const json = parseJson(exchange.body.toString('utf8'));
  if (json === undefined) return false;
  const words = errorWords(exchange);
  return (
    JSON.stringify(json).includes('model_not_found') ||
    (words.includes(target.modelId) && !words.includes(url.pathname))
  );
}

/** With `/v1` where it was without, and the other way round. */
function otherPath(url: URL): URL {
  const other = new URL(url);
  const path = '/chat/completions';
  const before = url.pathname.slice(0, -path.length);
  other.pathname =
    (before.endsWith('/v1') ? before.slice(0, -'/v1'.length) : `${before}/v1`) + path;
  return other;
}

/** A completion, or a refusal that only a server of this kind gives to such a request. */
function looksRight(exchange: Exchange): boolean {
  if (exchange.kind === 'failed') return false;
  return [400, 401, 403, 422, 429].includes(exchange.status) || isCompletion(exchange);
}

function isCompletion(exchange: Exchange): boolean {
  return isGood(exchange) && readCompletion(exchange).choices.length > 0;
}

function certificateSoonOver(context: CheckContext, exchange: AnsweredExchange): Finding | null {
  const { certificateEndsAt } = exchange;
  if (certificateEndsAt === null) return null;
  const days = Math.floor((certificateEndsAt.getTime() - context.date().getTime()) / dayMs);
  if (days >= certificateDaysMin) return null;
  return found(certificateExpiring, context.evidence(exchange), `It has ${days} days left.`);
}

function failureOf({ stage, code }: FailedExchange): Deviation {
  if (code === 'ADDRESS_REFUSED') return addressRefused;
  switch (stage) {
    case 'name':
      return code === 'TIMEOUT' ? connectTimeout : nameUnknown;
    case 'connect':
      if (code === 'ECONNREFUSED') return connectionRefused;
      return connectTimeout;
    case 'tls':
      return tlsInvalid;
    case 'request':
      return code === 'TIMEOUT' ? noAnswer : connectionClosed;
  }
}

const addressRefused: Deviation = {
  id: 'address-refused',
  grade: 'breaks',
  message: 'The address is not one that may be reached from here.',
  consequence: silence,
  fix: 'Give an address on the public network, or have an admin allow this host and port.',
};
const nameUnknown: Deviation = {
  id: 'name-unknown',
  grade: 'breaks',
  message: 'The host name could not be resolved.',
  consequence: silence,
  fix: 'Look for a typing error in the host name; if it is new, wait until its DNS record is known everywhere.',
};
const connectionRefused: Deviation = {
  id: 'connection-refused',
  grade: 'breaks',
  message: 'Nothing listens at this host and port.',
  consequence: silence,
  fix: 'Start the server, have it listen on this address rather than on localhost alone, and check the port.',
};
const connectTimeout: Deviation = {
  id: 'connect-timeout',
  grade: 'breaks',
  message: 'No connection to this host and port came about.',
  consequence: silence,
  fix: 'Open the port in the firewall or security group, and check that the machine is reachable from here.',
};
const tlsInvalid: Deviation = {
  id: 'tls-invalid',
  grade: 'breaks',
  message: 'The TLS handshake failed.',
  consequence: silence,
  fix: 'Install a certificate for this host name from a known authority, with its whole chain. Where the authority is your own, or the server asks for a client certificate, give those with the connection (under TLS). Use http:// where the server speaks no TLS.',
};
const noAnswer: Deviation = {
  id: 'no-answer',
  grade: 'breaks',
  message: 'The connection came about, and then nothing was answered in time.',
  consequence: 'The caller hears silence until a deadline ends the turn.',
  fix: 'See whether the server is busy loading its model, or waits for something it never gets.',
};
const connectionClosed: Deviation = {
  id: 'connection-closed',
  grade: 'breaks',
  message: 'The server closed the connection without an HTTP answer.',
  consequence: silence,
  fix: 'See the server’s log: it crashed, or speaks another protocol (https instead of http?) on this port.',
};
const redirects: Deviation = {
  id: 'redirect',
  grade: 'breaks',
  message: 'It redirects instead of answering.',
  consequence:
    'Redirects are not followed, because a credential must not travel to another address; every turn fails.',
  fix: 'Give the final address, with its scheme, and without a login in front of it.',
};
const wrongPath: Deviation = {
  id: 'path-without-v1',
  grade: 'breaks',
  message: 'Nothing answers at this path.',
  consequence: silence,
  fix: 'Correct the URL of the connection: servers differ in whether `/v1` belongs to it.',
};
const nothingHere: Deviation = {
  id: 'not-found',
  grade: 'breaks',
  message: 'Nothing answers at this path, neither with `/v1` nor without.',
  consequence: silence,
  fix: 'Look up the path at which the server takes chat completions, and give the URL up to there.',
};
const htmlAnswer: Deviation = {
  id: 'html-answer',
  grade: 'breaks',
  message: 'It answers with a page for people (HTML) and status 200.',
  consequence: 'OpenAI’s SDK delivers zero chunks and no error: the caller hears silence.',
  fix: 'Give the API’s address rather than the site’s, and let it answer without a login page.',
};
const certificateExpiring: Deviation = {
  id: 'certificate-expiring',
  grade: 'deviates',
  message: 'Its certificate ends soon.',
  consequence: 'From that day on every turn fails.',
  fix: 'Renew the certificate, and let it be renewed by itself from now on.',
};
