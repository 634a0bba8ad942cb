import type { CheckEvidence, CheckReport } from '../../schemas/check-report.ts';

const reportBytesMax = 512 * 1024;
/** What is left of each part of the evidence, until the report is small enough. */
const evidenceCharacters = [1_000, 200, 0];

/** A report as JSON of at most 512 kB: a larger one loses the ends of its evidence, never a finding. */
export function reportJson(report: CheckReport): string {
  let json = JSON.stringify(report);
  for (const most of evidenceCharacters) {
    if (Buffer.byteLength(json) <= reportBytesMax) return json;
    json = JSON.stringify(withEvidence(report, (evidence) => cutEvidence(evidence, most)));
  }
  if (Buffer.byteLength(json) <= reportBytesMax) return json;
  return JSON.stringify(withEvidence(report, () => null));
}

/** A kept report. The only writer is `reportJson`. */
export function parseReport(json: string): CheckReport {
  return JSON.parse(json) as CheckReport;
}

function withEvidence(
  report: CheckReport,
  change: (evidence: CheckEvidence) => CheckEvidence | null,
): CheckReport {
  const changed = (evidence: CheckEvidence | null): CheckEvidence | null =>
    evidence === null ? null : change(evidence);
  return {
    ...report,
    checks: report.checks.map((check) => ({
      ...check,
      evidence: changed(check.evidence),
      findings: check.findings.map((finding) => ({
        ...finding,
        evidence: changed(finding.evidence),
      })),
    })),
  };
}

function cutEvidence(evidence: CheckEvidence, most: number): CheckEvidence {
  const cut = (text: string): string => (text.length > most ? `${text.slice(0, most)}…` : text);
  const { request, headers, body } = evidence;
  return {
    ...evidence,
    request: cut(request),
    headers: headers === null ? null : cut(headers),
    body: body === null ? null : cut(body),
  };
}
