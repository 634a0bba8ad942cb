import { expect, it } from 'vitest';
import { exampleReport } from './example-report.test-data.ts';
import { reportMarkdown } from './report-markdown.ts';

it('tells what was found, worst first, with what it means and how it is mended', () => {
  const text = reportMarkdown(exampleReport);
  expect(text).toMatch(/^# Not ready to connect\n\nIt ignores `stream`\.\n/);
  expect(text).toContain('- First token: 212 ms (p50), 348 ms (p95): excellent');
  expect(text).toMatch(
    /## Failed \(1\)\n\n### Asked for a stream, it streams\. \(required\)[^]*What a caller notices: The caller hears silence\.[^]*How to mend it: Stream\.[^]*## Fine \(1\)\n\n### It answers\.[^]*It answered\./,
  );
});

it('fences evidence with more backticks than stand in it', () => {
  expect(reportMarkdown(exampleReport)).toContain('    ````\n    {"note":"```"}\n    ````');
});
