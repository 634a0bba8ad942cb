import { describe, expect, it } from 'vitest';
import { headerProblem, requestBytes } from './request-bytes.ts';

const headers = { 'content-type': 'application/json', 'x-name': 'J\u00fcrgen' };

describe('a request', () => {
  it('has its head before its body, of which it tells the bytes', () => {
    const request = { path: '/v1/chat?a=b', headers, body: '{"a":"\u20ac"}' };
    expect(Buffer.concat(requestBytes(request, 'models.example.com:8080', true))).toEqual(
      Buffer.concat([
        Buffer.from(
          'POST /v1/chat?a=b HTTP/1.1\r\nhost: models.example.com:8080\r\nconnection: keep-alive\r\n' +
            'content-type: application/json\r\nx-name: J\u00fcrgen\r\ncontent-length: 11\r\n\r\n',
          'latin1',
        ),
        Buffer.from('{"a":"\u20ac"}'),
      ]),
    );
  });

  it('is the same in two parts, where its body is long', () => {
    const body = Buffer.from(JSON.stringify('\u20ac'.repeat(10_000)));
    const parts = requestBytes({ path: '/', headers: {}, body }, 'a', false);
    expect(parts).toHaveLength(2);
    expect(parts[1]).toEqual(body);
    expect(String(parts[0])).toBe(
      'POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 30002\r\n\r\n',
    );
  });

  it('asks where it has no body', () => {
    const [bytes] = requestBytes({ path: '/v1/models', headers: {}, body: null }, 'a', true);
    expect(String(bytes)).toBe(
      'GET /v1/models HTTP/1.1\r\nhost: a\r\nconnection: keep-alive\r\n\r\n',
    );
  });
});

it.each([
  ['x-key', 'a\r\nx-more: b'],
  ['x-key', 'a\nb'],
  ['x-key', 'a\0'],
  ['x-key', '\u20ac'],
  ['x key', 'a'],
  ['Host', 'other.example.com'],
  ['content-length', '1'],
  ['x-key:', 'a'],
  ['', 'a'],
])('doesn\u2019t let the header "%s" with the value %j break a head', (name, value) => {
  expect(headerProblem({ [name]: value })).toBeInstanceOf(TypeError);
  expect(headerProblem({ 'x-key': 'a' })).toBeNull();
});
