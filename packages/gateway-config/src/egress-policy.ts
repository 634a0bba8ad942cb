import ipaddr from 'ipaddr.js';

/** Why a connection may not dial an address; `null` when it may. */
export type EgressRefusal = 'private_address' | 'metadata_address' | 'own_address' | null;

export interface EgressPolicy {
  /** `host:port` entries; see `endpointName`. */
  readonly allowedEndpoints: ReadonlySet<string>;
  /** Ports this program itself listens on: never dialled on a local address, allowed or not. */
  readonly ownPorts: ReadonlySet<number>;
}

/** Cloud metadata services: never reachable, whatever the allow-list says. */
const metadataAddresses = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
]);

/**
 * The name under which a URL's endpoint stands on an allow-list: `host:port`, lower case, the
 * port always written, IPv6 in brackets. The URL parser has already brought every notation of an
 * address (decimal, octal, hex, full-width digits) to one.
 */
export function endpointName(url: URL): string {
  const port = url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80';
  return `${url.hostname.toLowerCase().replace(/\.$/, '')}:${port}`;
}

/**
 * Whether a connection that names `endpoint` may dial `address`.
 *
 * Guarantees: public unicast addresses pass; every other range is refused unless `endpoint` is on
 * the allow-list; metadata services and this program's own port are refused even then.
 * `address` is the literal about to be dialled, never a name.
 */
export function vetAddress(
  address: string,
  port: number,
  endpoint: string,
  policy: EgressPolicy,
): EgressRefusal {
  const vetted = unwrap(address);
  const text = vetted.toString();
  if (metadataAddresses.has(text)) return 'metadata_address';
  const range = vetted.range();
  if (range === 'unicast') return null;
  if (policy.ownPorts.has(port) && (range === 'loopback' || range === 'unspecified')) {
    return 'own_address';
  }
  return policy.allowedEndpoints.has(endpoint) ? null : 'private_address';
}

/** IPv4 carried inside IPv6 (mapped, 6to4, NAT64, Teredo) is judged as the IPv4 it reaches. */
function unwrap(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const parsed = ipaddr.parse(address.replace(/^\[|\]$/g, ''));
  if (!(parsed instanceof ipaddr.IPv6)) return parsed;
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address();
  const bytes = parsed.toByteArray();
  if (parsed.range() === '6to4') return ipaddr.fromByteArray(bytes.slice(2, 6));
  if (parsed.range() === 'rfc6052') return ipaddr.fromByteArray(bytes.slice(12, 16));
  return parsed;
}
