import { expect, it } from 'vitest';
import { urlFault } from './url-fault.ts';

it('refuses what is no URL at all, and another scheme', () => {
  expect(urlFault('notaurl')).toContain('This is not a URL');
  expect(urlFault('llm.example.com/v1')).toContain('This is not a URL');
  expect(urlFault('localhost:8080/v1')).toContain('must begin with https://');
  expect(urlFault('ftp://llm.example.com')).toContain('must begin with https://');
});

it('leaves the rest to the server', () => {
  expect(urlFault(' https://llm.example.com/v1 ')).toBeNull();
  expect(urlFault('http://127.0.0.1:8080')).toBeNull();
});
