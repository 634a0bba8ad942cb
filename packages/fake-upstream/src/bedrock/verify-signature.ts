import { createHmac, timingSafeEqual } from 'node:crypto';
import type { BedrockCredentials } from '../credentials.ts';
import type { HttpCall } from '../http-call.ts';
import { canonicalRequest, sha256 } from './canonical-request.ts';

/** Why a signature is refused, in the names of AWS' common errors. */
export interface SignatureProblem {
  error:
    | 'MissingAuthenticationTokenException'
    | 'IncompleteSignatureException'
    | 'UnrecognizedClientException'
    | 'InvalidSignatureException';
  message: string;
}

const service = 'bedrock';
const algorithm = 'AWS4-HMAC-SHA256';
const skewMaxMs = 5 * 60_000;

/**
 * Checks Signature Version 4 as the service does: key, scope, date, headers that must be signed, and the
 * signature itself over the method, path, query, headers and body that came.
 */
export function verifySignature(
  call: HttpCall,
  credentials: BedrockCredentials,
  nowMs: number,
): SignatureProblem | undefined {
  const authorization = call.headers.authorization ?? '';
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  const [, credential = '', names = '', signature = ''] = match ?? [];
  const [accessKeyId = '', date = '', region = '', scoped = '', terminator = ''] =
    credential.split('/');
  const stamp = [call.headers['x-amz-date'] ?? ''].flat().join();
  if (match === null || !/^\d{8}T\d{6}Z$/.test(stamp)) {
    return {
      error: 'IncompleteSignatureException',
      message: `Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters, and existence of 'X-Amz-Date'.`,
    };
  }
  if (!isThisClient(call, credentials, accessKeyId)) {
    return {
      error: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    };
  }
  const signedHeaders = names.split(';');
  const scope = `${date}/${region}/${scoped}/${terminator}`;
  const problem =
    scopeProblem(stamp, date, region, scoped, terminator, credentials) ??
    headersProblem(call, signedHeaders) ??
    dateProblem(stamp, nowMs);
  if (problem !== undefined) return { error: 'InvalidSignatureException', message: problem };
  const toSign = [algorithm, stamp, scope, sha256(canonicalRequest(call, signedHeaders))].join(
    '\n',
  );
  const key = [date, region, scoped, terminator].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  );
  if (timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex'))) return undefined;
  return {
    error: 'InvalidSignatureException',
    message:
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  };
}

/** A temporary key goes with its session token, a long-lived one with none. */
function isThisClient(
  { headers }: HttpCall,
  credentials: BedrockCredentials,
  accessKeyId: string,
): boolean {
  const token = headers['x-amz-security-token'];
  return accessKeyId === credentials.accessKeyId && token === credentials.sessionToken;
}

function scopeProblem(
  stamp: string,
  date: string,
  region: string,
  scoped: string,
  terminator: string,
  credentials: BedrockCredentials,
): string | undefined {
  if (terminator !== 'aws4_request') {
    return `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'.`;
  }
  if (scoped !== service) {
    return `Credential should be scoped to correct service: '${service}'.`;
  }
  if (credentials.region !== undefined && region !== credentials.region) {
    return 'Credential should be scoped to a valid region.';
  }
  if (!stamp.startsWith(`${date}T`)) {
    return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${stamp.slice(0, 8)}', from '${stamp}'.`;
  }
  return undefined;
}

/** `host` and every `x-amz-*` header must be signed. */
function headersProblem({ headers }: HttpCall, signedHeaders: string[]): string | undefined {
  if (!signedHeaders.includes('host')) {
    return `'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.`;
  }
  const unsigned = Object.keys(headers).find(
    (name) => name.startsWith('x-amz-') && !signedHeaders.includes(name),
  );
  return unsigned === undefined
    ? undefined
    : `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`;
}

function dateProblem(stamp: string, nowMs: number): string | undefined {
  const signedMs = Date.parse(
    stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (nowMs - signedMs > skewMaxMs) {
    return `Signature expired: ${stamp} is now earlier than ${iso(nowMs - skewMaxMs)} (${iso(nowMs)} - 5 min.)`;
  }
  if (signedMs - nowMs > skewMaxMs) {
    return `Signature not yet current: ${stamp} is still later than ${iso(nowMs + skewMaxMs)} (${iso(nowMs)} + 5 min.)`;
  }
  return undefined;
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
