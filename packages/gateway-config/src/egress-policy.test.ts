import { describe, expect, test } from 'vitest';
import { endpointName, vetAddress, type EgressPolicy } from './egress-policy.ts';

const nothingAllowed: EgressPolicy = { allowedEndpoints: new Set(), ownPorts: new Set() };
const endpoint = 'models.example:443';
const allAllowed: EgressPolicy = {
  allowedEndpoints: new Set([endpoint]),
  ownPorts: new Set([4100]),
};

const vet = (address: string): string | null => vetAddress(address, 443, endpoint, nothingAllowed);
const vetAllowed = (address: string): string | null =>
  vetAddress(address, 443, endpoint, allAllowed);

const publicIPv4 = [
  '8.8.8.8',
  '1.1.1.1',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
];
const morePublicIPv4 = [
  '9.255.255.255',
  '11.0.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
];
const lastPublicIPv4 = [
  '169.255.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
];

/** The first and last address of each range that is not for the public; RFC 6890 and its registry. */
const privateIPv4: [string, string, string][] = [
  ['this network', '0.0.0.0', '0.255.255.255'],
  ['private use', '10.0.0.0', '10.255.255.255'],
  ['shared by carriers', '100.64.0.0', '100.127.255.255'],
  ['loopback', '127.0.0.0', '127.255.255.255'],
  ['link-local', '169.254.0.0', '169.254.255.255'],
  ['private use', '172.16.0.0', '172.31.255.255'],
  ['protocol assignments', '192.0.0.0', '192.0.0.255'],
  ['documentation', '192.0.2.0', '192.0.2.255'],
  ['6to4 relays', '192.88.99.0', '192.88.99.255'],
  ['private use', '192.168.0.0', '192.168.255.255'],
  ['benchmarking', '198.18.0.0', '198.19.255.255'],
  ['documentation', '198.51.100.0', '198.51.100.255'],
  ['documentation', '203.0.113.0', '203.0.113.255'],
  ['multicast', '224.0.0.0', '239.255.255.255'],
  ['reserved', '240.0.0.0', '255.255.255.254'],
  ['broadcast', '255.255.255.255', '255.255.255.255'],
];

function hexPair(address: string): [string, string] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
}

/** How IPv6 carries an IPv4 address to where everybody gets to that address. */
const carriers: [string, (address: string) => string][] = [
  ['mapped', (address) => `::ffff:${address}`],
  ['mapped, in hex', (address) => `::ffff:${hexPair(address).join(':')}`],
  ['mapped, in full', (address) => `0:0:0:0:0:ffff:${hexPair(address).join(':')}`],
  ['6to4', (address) => `2002:${hexPair(address).join(':')}::1`],
  ['NAT64', (address) => `64:ff9b::${hexPair(address).join(':')}`],
  ['NAT64, dotted', (address) => `64:ff9b::${address}`],
];

describe('IPv4', () => {
  test.each([...publicIPv4, ...morePublicIPv4, ...lastPublicIPv4])(
    'lets a public address pass: %s',
    (address) => {
      expect(vet(address)).toBeNull();
    },
  );

  test.each(privateIPv4)('refuses %s: %s to %s', (_name, first, last) => {
    expect(vet(first)).toBe('private_address');
    expect(vet(last)).toBe('private_address');
  });
});

describe('IPv4 inside IPv6', () => {
  test.each(carriers)('is judged as the IPv4 it reaches: %s', (_name, carry) => {
    for (const [, first, last] of privateIPv4) {
      expect(vet(carry(first))).toBe('private_address');
      expect(vet(carry(last))).toBe('private_address');
    }
    for (const address of publicIPv4) expect(vet(carry(address))).toBeNull();
  });

  test('is refused where it is carried by a way that nobody should take', () => {
    for (const carry of ['::8.8.8.8', '::127.0.0.1', '::ffff:0:8.8.8.8', '::ffff:0:127.0.0.1']) {
      expect(vet(carry)).toBe('private_address');
    }
  });

  test('is refused behind a network’s own NAT64 prefix, wherever in it a public address stands', () => {
    expect(vet('64:ff9b:1::8.8.8.8')).toBe('private_address');
    expect(vet('64:ff9b:1:808:8:800::')).toBe('private_address');
    expect(vet('64:ff9b:1:a00:0:100:808:808')).toBe('private_address');
    expect(vet('64:ff9b:1:ffff:ffff:ffff:ffff:ffff')).toBe('private_address');
  });

  test('is refused behind Teredo', () => {
    expect(vet('2001::')).toBe('private_address');
    expect(vet('2001:0:4136:e378:8000:63bf:f7f7:f7f7')).toBe('private_address');
    expect(vet('2001:0:4136:e378:8000:63bf:80ff:fffe')).toBe('private_address');
  });
});

describe('IPv6', () => {
  test.each([
    '2606:4700:4700::1111',
    '2001:4860:4860::8888',
    '2a00::1',
    '2000::1',
    '3ffe:ffff::1',
    '[2a00::1]',
  ])('lets a public address pass: %s', (address) => {
    expect(vet(address)).toBeNull();
  });

  test.each([
    ['unspecified', '::', '::'],
    ['loopback', '::1', '::1'],
    ['compatible', '::2', '::ffff:ffff'],
    ['discard', '100::', '100::ffff:ffff:ffff:ffff'],
    ['dummy prefix', '100:0:0:1::', '100:0:0:1:ffff::'],
    ['protocol assignments', '2001:1::', '2001:1ff:ffff::'],
    ['documentation', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['documentation', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['not given out', '4000::', '5eff::'],
    ['segment routing', '5f00::', '5f00:ffff::'],
    ['not given out', '6000::', 'fbff::'],
    ['unique local', 'fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['link-local', 'fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['link-local with a zone', 'fe80::1%eth0', 'fe80::1%2'],
    ['site-local', 'fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['multicast', 'ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ])('refuses %s: %s to %s', (_name, first, last) => {
    expect(vet(first)).toBe('private_address');
    expect(vet(last)).toBe('private_address');
    expect(vet(`[${first.toUpperCase()}]`)).toBe('private_address');
  });
});

describe('metadata services', () => {
  const ipv4 = [
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    '169.254.42.42',
    '169.254.0.23',
  ];
  const moreIPv4 = ['100.100.100.200', '168.63.129.16', '192.0.0.192'];
  const ipv6 = [
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    'fd00:c1::a9fe:a9fe',
    'fd00:42::42',
  ];
  const moreIPv6 = ['fd00:a9fe:a9fe::1', 'fd00:100::100:200', 'fe80::a9fe:a9fe'];

  test.each([...ipv4, ...moreIPv4, ...ipv6, ...moreIPv6])(
    'are refused though allowed: %s',
    (address) => {
      expect(vetAllowed(address)).toBe('metadata_address');
      expect(vet(address)).toBe('metadata_address');
    },
  );

  test('are refused in every way to write IPv6', () => {
    for (const address of [
      'FD00:EC2::254',
      'fd00:0ec2:0:0:0:0:0:0254',
      '[fd00:ec2::254]',
      'fe80::a9fe:a9fe%eth0',
      'fd00:ec2::254%1',
    ]) {
      expect(vetAllowed(address)).toBe('metadata_address');
    }
  });

  test.each(carriers)('are refused though allowed when IPv6 carries them: %s', (_name, carry) => {
    for (const address of [...ipv4, ...moreIPv4]) {
      expect(vetAllowed(carry(address))).toBe('metadata_address');
    }
  });

  test.each([
    ['compatible', '::a9fe:a9fe'],
    ['translated', '::ffff:0:a9fe:a9fe'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:5601:5601'],
    ['NAT64 /48', '64:ff9b:1:a9fe:a9:fe00::'],
    ['NAT64 /56', '64:ff9b:1:a9:fe:a9fe::'],
    ['NAT64 /64', '64:ff9b:1:0:a9:fea9:fe00:0'],
    ['NAT64 /96', '64:ff9b:1::a9fe:a9fe'],
  ])('are refused though allowed by rarer ways: %s', (_name, address) => {
    expect(vetAllowed(address)).toBe('metadata_address');
  });
});

describe('case 9: the allow-list', () => {
  const policy: EgressPolicy = {
    allowedEndpoints: new Set(['localhost:11434', '[fd12::1]:8000']),
    ownPorts: new Set([4100]),
  };

  test('lets a private address pass for exactly its host and port', () => {
    expect(vetAddress('127.0.0.1', 11434, 'localhost:11434', policy)).toBeNull();
    expect(vetAddress('::1', 11434, 'localhost:11434', policy)).toBeNull();
    expect(vetAddress('fd12::1', 8000, '[fd12::1]:8000', policy)).toBeNull();
  });

  test.each([
    'localhost:11435',
    'localhost',
    'localhost:1143',
    'a.localhost:11434',
    '127.0.0.1:11434',
    ':11434',
    '',
  ])('lets no other endpoint pass: %s', (other) => {
    expect(vetAddress('127.0.0.1', 11434, other, policy)).toBe('private_address');
  });

  test('changes nothing for public addresses', () => {
    expect(vetAddress('8.8.8.8', 443, 'models.example:443', policy)).toBeNull();
  });
});

describe('this program itself', () => {
  const own: EgressPolicy = {
    allowedEndpoints: new Set([
      'localhost:4100',
      'localhost:4101',
      '192.168.1.9:4100',
      '[fd00::1]:4100',
    ]),
    ownPorts: new Set([4100]),
  };

  test.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ])('is not dialled on its own port though allowed: %s', (address) => {
    expect(vetAddress(address, 4100, 'localhost:4100', own)).toBe('own_address');
  });

  test('leaves other ports of this machine, and the same port of other machines, to the allow-list', () => {
    expect(vetAddress('127.0.0.1', 4101, 'localhost:4101', own)).toBeNull();
    expect(vetAddress('192.168.1.9', 4100, '192.168.1.9:4100', own)).toBeNull();
    expect(vetAddress('fd00::1', 4100, '[fd00::1]:4100', own)).toBeNull();
    expect(vetAddress('8.8.8.8', 4100, '8.8.8.8:4100', own)).toBeNull();
  });
});

test('throws rather than lets a name pass for an address', () => {
  for (const name of ['localhost', 'models.example', '', '[]', '127.0.0.1:80']) {
    expect(() => vet(name)).toThrow('ipaddr');
  }
});

describe('an endpoint’s name', () => {
  test.each([
    ['the default port of https', 'https://models.example/v1', 'models.example:443'],
    ['the default port of http', 'http://models.example/v1', 'models.example:80'],
    ['a port that is the default', 'https://models.example:443/', 'models.example:443'],
    ['another port', 'https://models.example:8443/', 'models.example:8443'],
    ['capitals', 'HTTPS://Models.EXAMPLE/', 'models.example:443'],
    ['a trailing dot', 'https://models.example./', 'models.example:443'],
    ['user and password', 'https://user:word@models.example/', 'models.example:443'],
    ['a host outside ASCII', 'https://bücher.example/', 'xn--bcher-kva.example:443'],
    ['an address', 'http://127.0.0.1:8000/', '127.0.0.1:8000'],
    ['a decimal address', 'http://2130706433:8000/', '127.0.0.1:8000'],
    ['an octal address', 'http://0177.0.0.01:8000/', '127.0.0.1:8000'],
    ['a hexadecimal address', 'http://0x7f.0.0.0x1:8000/', '127.0.0.1:8000'],
    ['a hexadecimal number', 'http://0x7F000001:8000/', '127.0.0.1:8000'],
    ['a short address', 'http://127.1:8000/', '127.0.0.1:8000'],
    ['full-width digits', 'http://１２７.０.０.１:8000/', '127.0.0.1:8000'],
    ['full-width dots', 'http://127。0。0。1:8000/', '127.0.0.1:8000'],
    ['percent signs', 'http://%31%32%37.0.0.1:8000/', '127.0.0.1:8000'],
    ['an address with a trailing dot', 'http://127.0.0.1.:8000/', '127.0.0.1:8000'],
    ['a full-width name', 'http://ｌｏｃａｌｈｏｓｔ:8000/', 'localhost:8000'],
    ['IPv6', 'http://[0:0:0:0:0:0:0:1]:8000/', '[::1]:8000'],
    ['IPv6 in capitals', 'https://[FD00::A]/', '[fd00::a]:443'],
    ['IPv4 mapped to IPv6', 'http://[::ffff:127.0.0.1]/', '[::ffff:7f00:1]:80'],
  ])('is one whatever the notation: %s', (_name, url, name) => {
    expect(endpointName(new URL(url))).toBe(name);
  });

  test('names a host that the policy can judge once the brackets are off', () => {
    for (const url of [
      'http://2852039166/',
      'http://0xa9fea9fe/',
      'http://0251.0376.0251.0376/',
      'http://[::ffff:169.254.169.254]/',
      'http://[64:ff9b::a9fe:a9fe]/',
    ]) {
      const { hostname } = new URL(url);
      expect(vetAddress(hostname, 80, endpointName(new URL(url)), allAllowed)).toBe(
        'metadata_address',
      );
    }
  });
});
