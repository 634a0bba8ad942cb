import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { endpointName, vetAddress } from '@jackfield/gateway-config';
import type { EgressPolicy, EgressRefusal } from '@jackfield/gateway-config';
import { refuseField } from '../refuse-field.ts';

const lookupTimeoutMs = 2_000;

/**
 * Refuses a URL whose host is, or now resolves to, an address that the policy forbids. A name
 * that does not resolve passes: it may later, and the gateway vets the address it dials anyway.
 *
 * @throws ProblemError 422 `endpoint_not_allowed`, `endpoint_own_address` or `endpoint_metadata_address`.
 */
export async function vetEndpoint(url: URL, policy: EgressPolicy, field: string): Promise<void> {
  const endpoint = endpointName(url);
  const port = Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
  for (const address of await addressesOf(url.hostname)) {
    const refusal = vetAddress(address, port, endpoint, policy);
    if (refusal !== null) throw refusedEndpoint(refusal, endpoint, field);
  }
}

export function refusedEndpoint(
  refusal: Exclude<EgressRefusal, null>,
  endpoint: string,
  field: string,
): Error {
  const members = { endpoint };
  switch (refusal) {
    case 'private_address':
      return refuseField(
        field,
        'endpoint_not_allowed',
        `${endpoint} is a private address, which Jackfield reaches only once it is allowed. An admin can allow exactly ${endpoint}: on the page, where Connections lists it under Allowed private addresses, by POST /api/v1/allowed-endpoints, or with JACKFIELD_ALLOW_ENDPOINTS.`,
        422,
        members,
      );
    case 'own_address':
      return refuseField(
        field,
        'endpoint_own_address',
        `${endpoint} is Jackfield itself. Give the address of another server.`,
        422,
        members,
      );
    case 'metadata_address':
      return refuseField(
        field,
        'endpoint_metadata_address',
        `${endpoint} is a cloud's metadata service, which Jackfield never reaches.`,
        422,
        members,
      );
  }
}

async function addressesOf(hostname: string): Promise<string[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return [host];
  let timer: NodeJS.Timeout | undefined;
  // The system's resolver can't be cancelled; nobody waits for it any longer than this.
  const late = new Promise<[]>((resolve) => {
    timer = setTimeout(() => resolve([]), lookupTimeoutMs);
  });
  try {
    const found = lookup(host, { all: true }).then(
      (answers) => answers.map(({ address }) => address),
      () => [],
    );
    return await Promise.race([found, late]);
  } finally {
    clearTimeout(timer);
  }
}
