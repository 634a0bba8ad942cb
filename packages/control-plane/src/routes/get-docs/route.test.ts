import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with a page that shows every operation and loads nothing', async () => {
  await using plane = await startControlPlane();
  const { body: document } = await plane.call('GET /openapi.json', { token: null });
  const answer = await plane.call('GET /docs', { token: null });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/html');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  const [, style = ''] = /<style>(.*)<\/style>/s.exec(answer.text) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(answer.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}';`);
  expect(answer.text).not.toContain(' style=');
  for (const [path, item] of Object.entries<object>(document.paths)) {
    for (const method of Object.keys(item)) {
      expect(answer.text).toContain(`<b>${method.toUpperCase()}</b> ${path}</code>`);
    }
  }
  expect(answer.text).not.toMatch(/<script|<link|<img|src=|@import|url\(/);
  // Each link inside the page leads somewhere.
  const ids = new Set(Array.from(answer.text.matchAll(/ id="([^"]+)"/g), ([, id]) => id));
  for (const [, target] of answer.text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
});
