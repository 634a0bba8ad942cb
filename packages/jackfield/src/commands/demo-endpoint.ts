import { ConfigurationProblem } from '../configuration-problem.ts';
import { demoPort, startDemoEndpoint } from '../demo-endpoint.ts';
import { readNumber, readOptions } from '../read-options.ts';

/** `jackfield demo-endpoint`: runs until it is told to stop. */
export async function demoEndpoint(args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, { port: { type: 'string' }, host: { type: 'string' } }, 0);
  const port = values.port === undefined ? demoPort : readNumber('--port', values.port, 0, 65_535);
  const host = values.host ?? '127.0.0.1';
  try {
    const running = await startDemoEndpoint(host, port, false);
    const { url, endpoint, modelId } = running;
    const stop = (): void => void running.close();
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    process.stdout.write(
      [
        `The demo endpoint answers at ${url}`,
        '',
        'Connect it on the page under Connections, or from a terminal:',
        `  npx jackfield connections create Demo --url ${url} --model ${modelId} --auth none --allow-endpoint`,
        'Ask it yourself:',
        `  curl ${url}/chat/completions -H 'content-type: application/json' \\`,
        `    -d '{"model":"${modelId}","messages":[{"role":"user","content":"Hello"}],"stream":true}'`,
        '',
        `(${endpoint} is asked for no credential. Ctrl-C stops it.)`,
        '',
      ].join('\n'),
    );
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigurationProblem)) throw error;
    process.stderr.write(`jackfield: ${error.message}\n`);
    return 1;
  }
}
