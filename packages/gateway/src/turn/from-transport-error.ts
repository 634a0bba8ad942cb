import { ProviderError } from '../providers/provider-error.ts';
import { EgressRefused } from '@jackfield/gateway-config';

/** What a failure below HTTP means: refused, reset, cut, unresolved, TLS. */
export function fromTransportError(error: Error): ProviderError {
  if (error instanceof EgressRefused) {
    return new ProviderError('unavailable', {
      message: error.message,
      code: 'endpoint_not_allowed',
      retryable: false,
      cause: error,
    });
  }
  return new ProviderError('unavailable', {
    message: sentence(codeOf(error)),
    code: 'upstream_unavailable',
    retryable: true,
    detail: [codeOf(error), error.message].filter(Boolean).join(': '),
    cause: error,
  });
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function sentence(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'Nothing listens at the model’s endpoint (connection refused).';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'The name of the model’s endpoint could not be resolved.';
    case 'ECONNRESET':
    case 'ERR_SERVER_CLOSED':
    case 'EPIPE':
      return 'The model’s server closed the connection.';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'The model’s server could not be reached.';
    case 'ERR_BROKEN_FRAMING':
    case 'ERR_HEAD_TOO_LARGE':
      return 'The model’s server sent what is no answer of HTTP/1.1.';
    default:
      if (/ALERT/.test(code)) {
        return `The model’s server refused the TLS handshake (${code}): see whether it wants a client certificate.`;
      }
      return /CERT|TLS|SSL|ALTNAME/.test(code)
        ? `The model’s server has no valid TLS certificate (${code}).`
        : 'The connection to the model’s server failed.';
  }
}
