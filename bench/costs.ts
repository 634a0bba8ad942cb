import { readFileSync, writeFileSync } from 'node:fs';
import { machine } from './write-result.ts';

/** What carrying turns takes of one process, by the kernel's accounting. */
export interface Cost {
  /** CPU time of a short turn, answered whole, in microseconds. */
  readonly turnUs: number;
  /** CPU time of one chunk of a long stream, the turn's own share in it, in microseconds. */
  readonly chunkUs: number;
  /** Resident memory once it has carried many turns, in kB. */
  readonly busyKb: number;
  /** And of each open stream on top of it, in kB. */
  readonly streamKb: number;
}

/** The benchmark's outcome, as far as what to run is reckoned from it. */
export interface Costs {
  /** When and where it was measured. */
  readonly machine: string;
  /** Rounds that measured each; less than 5 is a first impression. */
  readonly rounds: number;
  readonly jackfield: Cost;
  readonly nginx: Cost;
}

/** What `npm run bench` has of each subject. */
export interface Measured {
  readonly costs: readonly {
    readonly name: string;
    readonly turn: number;
    readonly chunk: number;
  }[];
  readonly memory: readonly {
    readonly name: string;
    readonly busyKb: number;
    readonly held: readonly { readonly streams: number; readonly kb: number }[];
  }[];
}

const file = new URL('costs.json', import.meta.url);

/** Leaves what docs/guides/capacity.md is computed from; `npm run capacity` does that. */
export function writeCosts(measured: Measured, rounds: number): void {
  const costs: Costs = {
    machine: machine(),
    rounds,
    jackfield: costOf(measured, 'Jackfield'),
    nginx: costOf(measured, 'nginx'),
  };
  writeFileSync(file, `${JSON.stringify(costs, null, 2)}\n`);
}

export function readCosts(): Costs {
  // Holds: only the function above writes it.
  return JSON.parse(readFileSync(file, 'utf8')) as Costs;
}

function costOf({ costs, memory }: Measured, name: string): Cost {
  const cost = costs.find((one) => one.name === name);
  const kept = memory.find((one) => one.name === name);
  const most = kept?.held.at(-1);
  if (cost === undefined || kept === undefined || most === undefined) {
    throw new Error(`The benchmark has not measured cost and memory of ${name}.`);
  }
  return {
    turnUs: Number(cost.turn.toFixed(2)),
    chunkUs: Number(cost.chunk.toFixed(3)),
    busyKb: kept.busyKb,
    streamKb: Number((most.kb / most.streams).toFixed(1)),
  };
}
