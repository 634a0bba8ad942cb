import type { After } from '../options.ts';

/** A proxy on the way may close what is silent for a minute, or less. */
const heartbeatMs = 10_000;

/**
 * Server-sent events, each `event: <name>` with one line of JSON, and a comment whenever ten seconds
 * have passed. Ends when `work` does; `onLeft` is called when the caller leaves before that.
 * `work` must not throw.
 */
export function eventStream(
  work: (send: (name: string, data: unknown) => void) => Promise<void>,
  onLeft: () => void,
  after: After,
): Response {
  const encoder = new TextEncoder();
  let open = true;
  let stopBeating = (): void => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string): void => {
        if (open) controller.enqueue(encoder.encode(text));
      };
      const beat = (): void => {
        write(': still checking\n\n');
        stopBeating = after(heartbeatMs, beat);
      };
      stopBeating = after(heartbeatMs, beat);
      const run = async (): Promise<void> => {
        await work((name, data) => write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`));
        stopBeating();
        if (open) controller.close();
        open = false;
      };
      void run();
    },
    cancel() {
      open = false;
      stopBeating();
      onLeft();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // nginx would hold events back.
      'x-accel-buffering': 'no',
    },
  });
}
