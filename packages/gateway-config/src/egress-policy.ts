import ipaddr from 'ipaddr.js';

/** Why a connection may not dial an address; `null` when it may. */
export type EgressRefusal = 'private_address' | 'metadata_address' | 'own_address' | null;

export interface EgressPolicy {
  /** `host:port` entries; see `endpointName`. */
  readonly allowedEndpoints: ReadonlySet<string>;
  /** Ports this program itself listens on: never dialled on a local address, allowed or not. */
  readonly ownPorts: ReadonlySet<number>;
}

/** Cloud metadata services, as public deny-lists name them: never reachable, whatever the allow-list says. */
export const metadataAddresses: ReadonlySet<string> = new Set([
  '169.254.169.254', // AWS, Azure, Google, OpenStack and most others
  '169.254.170.2', // AWS ECS task credentials
  '169.254.170.23', // AWS EKS Pod Identity
  '169.254.42.42', // Scaleway
  '169.254.0.23', // Tencent
  '100.100.100.200', // Alibaba
  '168.63.129.16', // Azure WireServer
  '192.0.0.192', // Oracle, older
  'fd00:ec2::254', // AWS
  'fd00:ec2::23', // AWS EKS Pod Identity
  'fd20:ce::254', // Google
  'fd00:c1::a9fe:a9fe', // Oracle
  'fd00:42::42', // Scaleway
  'fd00:a9fe:a9fe::1', // Linode
  'fd00:100::100:200', // Alibaba
  'fe80::a9fe:a9fe', // OpenStack
]);

/** All that IANA has given out for unicast; what lies outside is special or not in use. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** For networks' own NAT64 prefixes (RFC 8215), whose length only that network knows. */
const localNat64 = ipaddr.IPv6.parseCIDR('64:ff9b:1::/48');

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
  const parsed = parse(address);
  const carried = carriedIPv4(parsed);
  if ([parsed, ...carried].some((one) => metadataAddresses.has(one.toString()))) {
    return 'metadata_address';
  }
  const vetted = isWellKnownCarrier(parsed) ? (carried[0] ?? parsed) : parsed;
  const range = vetted.range();
  if (range === 'unicast' && (vetted instanceof ipaddr.IPv4 || vetted.match(globalUnicast))) {
    return null;
  }
  if (policy.ownPorts.has(port) && (range === 'loopback' || range === 'unspecified')) {
    return 'own_address';
  }
  return policy.allowedEndpoints.has(endpoint) ? null : 'private_address';
}

/**
 * Without brackets and zone (`%eth0`), which change nothing about where an address leads. `::a.b.c.d`
 * is what it says (compatible); ipaddr.js would take it for mapped, which nothing dials.
 */
function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const text = address.replace(/^\[|\]$/g, '').replace(/%.*$/s, '');
  return ipaddr.parse(text.replace(/^::(?=\d+\.)/, '0::'));
}

/** IPv6 by which everybody reaches the IPv4 inside, which is judged in its place. */
function isWellKnownCarrier(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const range = address.range();
  if (address instanceof ipaddr.IPv4 || address.match(localNat64)) return false;
  return range === 'ipv4Mapped' || range === '6to4' || range === 'rfc6052';
}

/**
 * Every IPv4 address that an IPv6 address may lead to: mapped, compatible, 6to4 (RFC 3056), Teredo
 * (RFC 4380, inverted) and NAT64 (RFC 6052 §2.2: byte 8 is left out). Where the network alone knows
 * the length of its prefix, each place is named at which the IPv4 may stand.
 */
function carriedIPv4(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4[] {
  if (address instanceof ipaddr.IPv4) return [];
  const bytes = address.toByteArray();
  const at = (...places: number[]): ipaddr.IPv4 =>
    new ipaddr.IPv4(places.map((place) => bytes[place] ?? 0));
  if (address.range() === '6to4') return [at(2, 3, 4, 5)];
  if (address.range() === 'teredo') {
    return [new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff))];
  }
  if (address.match(localNat64)) {
    return [at(6, 7, 9, 10), at(7, 9, 10, 11), at(9, 10, 11, 12), at(12, 13, 14, 15)];
  }
  return address.match(globalUnicast) ? [] : [at(12, 13, 14, 15)];
}
