import { expect, it } from 'vitest';
import { failingReport } from '../../../test/check-reports.ts';
import { makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with the whole report', async () => {
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => failingReport(target),
  });
  const connection = await makeConnection(plane);
  const { body: report } = await plane.call(`POST /connections/${connection.id}/check`);
  const { body: checks } = await plane.call(`GET /connections/${connection.id}/checks`);
  const { id } = checks.items[0];
  const answer = await plane.call(`GET /connections/${connection.id}/checks/${id}`);
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ ...checks.items[0], report });
});

it('keeps at most 512 kB of a report, and loses evidence rather than a finding', async () => {
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => failingReport(target, '€'.repeat(400_000)),
  });
  const connection = await makeConnection(plane);
  await plane.call(`POST /connections/${connection.id}/check`);
  const { body: checks } = await plane.call(`GET /connections/${connection.id}/checks`);
  const { body, text } = await plane.call(
    `GET /connections/${connection.id}/checks/${checks.items[0].id}`,
  );
  expect(Buffer.byteLength(text)).toBeLessThan(512 * 1024);
  const [finding] = body.report.checks[0].findings;
  expect(finding).toMatchObject({ id: 'credential-refused', evidence: { status: 401 } });
  expect(finding.evidence.body).toBe(`${'€'.repeat(1_000)}…`);
});

it("answers 404 to an unknown check, and to another connection's", async () => {
  await using plane = await startControlPlane();
  const one = await makeConnection(plane);
  const other = await makeConnection(plane, { name: 'Other' });
  await plane.call(`POST /connections/${one.id}/check`);
  const { body } = await plane.call(`GET /connections/${one.id}`);
  const status = async (path: string) => (await plane.call(`GET ${path}`)).status;
  expect(await status(`/connections/${one.id}/checks/${body.lastCheck.id}`)).toBe(200);
  expect(await status(`/connections/${one.id}/checks/chk_x`)).toBe(404);
  expect(await status(`/connections/${other.id}/checks/${body.lastCheck.id}`)).toBe(404);
});
