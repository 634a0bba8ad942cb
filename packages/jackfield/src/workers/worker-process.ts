import type { RequestListener } from 'node:http';
import { flushCompileCache } from 'node:module';
import type { Socket } from 'node:net';
import { createGateway } from '@jackfield/gateway';
import { ConfigReplica, type TurnRecord } from '@jackfield/gateway-config';
import { giveBackMemory } from '../give-back-memory.ts';
import type { ProgramLog } from '../log.ts';
import type { OtlpSampler } from '../observe/otlp/otlp-configuration.ts';
import { createHardenedServer } from '../server/create-server.ts';
import { frontDoor } from '../server/front-door.ts';
import { takeConnections } from '../server/take-connections.ts';
import { planeOf } from '../server/route-by-path.ts';
import { TurnsInFlight } from '../turns-in-flight.ts';
import { askRoomOf } from './ask-room.ts';
import { forwardToMain } from './forward-to-main.ts';
import { inEachRound } from './in-each-round.ts';
import type { FromWorker, ToWorker, WorkerBegin } from './messages.ts';
import { TurnCountFile } from './turn-count-file.ts';

const sendMs = 50;
const stateMs = 250;
/** Held while the main process takes none; beyond it turns are counted as lost. */
const waitingMax = 20_000;
const batchMax = 500;

/** What a worker is told after `begin`, and what it tells. */
export interface WorkerPipe {
  send(message: FromWorker, sent?: () => void): void;
}

export interface RunningWorker {
  take(message: ToWorker, socket: Socket | undefined): void;
}

/**
 * Carries the turns of the connections that the main process hands it, by the configurations that it
 * sends, and tells it what they did. Knows no database and no master key.
 */
export async function runWorker(
  begin: WorkerBegin,
  pipe: WorkerPipe,
  log: ProgramLog,
): Promise<RunningWorker> {
  const ownPorts = new Set(begin.ownPorts);
  const count = new TurnCountFile(begin.countFile);
  const records = recordsTo(pipe, count);
  const room = askRoomOf((ask, key) => pipe.send({ kind: 'askRoom', ask, key }));
  const gateway = createGateway({
    ownPorts,
    allowedImageEndpoints: begin.allowImageEndpoints,
    turnsMax: begin.turnsMax,
    askRoom: (key, answer) => room.ask(key, answer),
    onLimited: inEachRound((inFlight) => pipe.send({ kind: 'limited', inFlight })),
    log,
    tracing: {
      passOn: begin.traceContext,
      isSampled: begin.sampler && (await samplingBy(begin.sampler)),
    },
    onTurn: (record) => records.add(record),
  });
  const turns = new TurnsInFlight();
  const forward = forwardToMain(begin.door);
  const carry: RequestListener = (request, response) => gateway.handle(request, response);
  const server = createHardenedServer(
    frontDoor(
      { ...begin, log },
      turns.count((request, response) =>
        (carriesTurns(request.url) ? carry : forward)(request, response),
      ),
    ),
  );
  takeConnections(server);

  const replica = new ConfigReplica();
  let isLoaded = false;
  const tellState = (): void =>
    pipe.send({
      kind: 'state',
      state: {
        load: gateway.busy,
        modelHealth: gateway.modelHealth(),
        answers: turns.underWay,
        cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
        memoryBytes: process.memoryUsage.rss(),
      },
    });
  const timer = setInterval(tellState, stateMs);
  return {
    take(message, socket) {
      switch (message.kind) {
        case 'begin':
          break;
        case 'config': {
          const config = replica.take(message.part);
          if (config === null) break;
          gateway.load(config);
          const isFirst = !isLoaded;
          isLoaded = true;
          if (isFirst) giveBackMemory();
          pipe.send({
            kind: 'loaded',
            configVersion: gateway.configVersion,
            agents: gateway.agentCount,
          });
          // Now, as its end is a kill.
          if (isFirst) flushCompileCache();
          break;
        }
        case 'connection':
          // `undefined` when it closed on the way.
          if (socket === undefined) break;
          server.emit('connection', socket);
          socket.resume();
          break;
        case 'ports':
          for (const port of message.ownPorts) ownPorts.add(port);
          break;
        case 'room':
          room.answered(message.ask, message.waitMs);
          break;
        case 'elsewhere':
          for (const one of message.inFlight) gateway.inFlightElsewhere(...one);
          break;
        case 'tell':
          tellState();
          void records.sendAll().then(() => pipe.send({ kind: 'told', ask: message.ask }));
          break;
        case 'closeCircuits':
          gateway.closeCircuits();
          break;
        case 'sendAway':
          void turns.sendAway(0);
          break;
        case 'drain':
          void turns.drain(server, message.deadlineMs).then(async (cut) => {
            clearInterval(timer);
            await gateway.close();
            await records.sendAll();
            pipe.send({ kind: 'drained', cut });
          });
          break;
      }
    },
  };
}

/** Loaded only where spans are recorded. */
async function samplingBy(wanted: OtlpSampler): Promise<(traceId: string) => boolean> {
  const { createSampler, isSampledBy } = await import('../observe/otlp/sampler.ts');
  return isSampledBy(createSampler(wanted));
}

/** Health is the whole program's, which the main process knows. */
function carriesTurns(url = '/'): boolean {
  const [path] = url.split('?', 1);
  return planeOf({ url }) === 'gateway' && path !== '/healthz' && path !== '/readyz';
}

/** Sends what turns did soon after they end, in batches, and no second one before the first has gone. */
function recordsTo(
  pipe: WorkerPipe,
  count: TurnCountFile,
): { add(record: TurnRecord): void; sendAll(): Promise<void> } {
  let waiting: TurnRecord[] = [];
  let ended = 0;
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> = Promise.resolve();
  const send = async (): Promise<void> => {
    timer = null;
    while (waiting.length > 0) {
      const records = waiting.slice(0, batchMax);
      waiting = waiting.slice(batchMax);
      await new Promise<void>((resolve) => pipe.send({ kind: 'turns', records }, resolve));
    }
  };
  const sendSoon = (): void => {
    sending = sending.then(send);
  };
  return {
    add(record) {
      ended += 1;
      count.ended = ended;
      if (waiting.length >= waitingMax) return;
      waiting.push(record);
      timer ??= setTimeout(sendSoon, sendMs);
    },
    async sendAll() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      sendSoon();
      await sending;
    },
  };
}
