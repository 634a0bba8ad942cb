import { expect, it, vi } from 'vitest';
import { answeredBy, bakeOffAgent, lively } from '../../../test/bake-off-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

const evil = '<script>alert(1)</script><img src=x onerror=alert(2)> & "quoted"';

it('answers 200 with all of it as JSON, and as a page in which nothing that was said is markup', async () => {
  const rehearse = answeredBy(({ model }) => (model === lively ? 'Good morning' : `Good ${evil}`));
  await using plane = await startControlPlane({ rehearse });
  const assertions = [{ kind: 'not_contains' as const, text: '<i>night' }];
  const cases = [{ name: evil, messages: [{ role: 'user' as const, content: evil }], assertions }];
  const { path, testSetId } = await bakeOffAgent(plane, cases);
  const body = { testSetId, models: ['openai/second'] };
  const { body: started } = await plane.call(`POST ${path}/bake-offs`, { body });
  const at = `${path}/bake-offs/${started.id}`;
  await vi.waitFor(async () => expect((await plane.call(`GET ${at}`)).body.state).toBe('done'));

  const report = await plane.call(`GET ${at}/report`);
  expect(report.body).toMatchObject({
    agent: { name: 'Reception' },
    bakeOff: { finished: 2 },
    results: [{ position: 1, answers: [{ text: 'Good morning' }, { text: `Good ${evil}` }] }],
  });

  const page = await plane.call(`GET ${at}/report?format=html`);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-disposition')).toContain('attachment');
  expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
  expect(page.text).not.toMatch(/<script|<img/i);
  expect(page.text).toContain('&lt;script&gt;');
  expect(page.text).toContain('<del>morning</del>');
  expect(page.text).toContain('✓ does not say “&lt;i&gt;night”');
  expect(page.text).toMatch(/<\/main><\/body><\/html>\s*$/);
});
