import type { After } from '../options.ts';

/** A proxy on the way may close what is silent for a minute, or less. */
const heartbeatMs = 10_000;

/** Of events that wait for a caller who reads slowly, before whoever sends them is told. */
const waitingBytesMax = 65_536;

/**
 * Server-sent events, each `event: <name>` with one line of JSON, and a comment whenever ten seconds
 * have passed. Ends when `work` does; `onLeft` is called when the caller leaves before that.
 * `work` must not throw. `send` answers `false` once much waits for the caller, and `onDrain` is called
 * when it doesn't any more.
 */
export function eventStream(
  work: (send: (name: string, data: unknown) => boolean) => Promise<void>,
  onLeft: () => void,
  after: After,
  onDrain: () => void = () => {},
): Response {
  const encoder = new TextEncoder();
  let open = true;
  let stopBeating = (): void => {};
  const waiting = new ByteLengthQueuingStrategy({ highWaterMark: waitingBytesMax });
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string): boolean => {
          if (open) controller.enqueue(encoder.encode(text));
          return (controller.desiredSize ?? 1) > 0;
        };
        const beat = (): void => {
          write(': still working\n\n');
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
      pull: onDrain,
      cancel() {
        open = false;
        stopBeating();
        onLeft();
      },
    },
    waiting,
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // nginx would hold events back.
      'x-accel-buffering': 'no',
    },
  });
}
