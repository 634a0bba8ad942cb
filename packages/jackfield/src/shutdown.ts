import type { Log } from '@jackfield/control-plane';

/**
 * `stop` is told whether there is time to let load balancers look elsewhere: SIGTERM is a service
 * manager's word, SIGINT that of somebody who waits at a terminal. On the first SIGTERM or SIGINT stops in order and exits 0; on the second exits at once, as a
 * shell would report that signal.
 */
export function stopOnSignals(stop: (patiently: boolean) => Promise<number>, log: Log): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(signal === 'SIGINT' ? 130 : 143);
    isStopping = true;
    // Nothing that is waited for need keep the process, which would end before all is closed.
    setInterval(() => {}, 60_000);
    log.info({ signal }, 'Stopping: turns under way get 30 s to end (again to stop at once)');
    stop(signal === 'SIGTERM').then(
      (cut) => {
        if (cut > 0) log.warn({ turns: cut }, 'Stopped; turns that took too long were cut off');
        else log.info({}, 'Stopped');
        process.exit(0);
      },
      (err: unknown) => {
        log.error({ err }, 'Could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
