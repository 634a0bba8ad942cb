export interface Cost {
  readonly name: string;
  readonly turn: number;
  readonly chunk: number;
  readonly spread: readonly [number, number];
  readonly perSecond: number;
  readonly share: number;
  readonly streams: number;
}
export interface Latency {
  readonly name: string;
  readonly load: number;
  readonly turnRate: number;
  readonly streamRate: number;
  readonly failed: number;
  readonly turn: { p50: number; p99: number };
  readonly firstToken: { p50: number; p99: number };
  readonly transit: { p50: number; p99: number };
}
export interface Results {
  readonly quick: boolean;
  readonly versions: readonly { name: string; version: string }[];
  readonly missing: readonly { name: string; problem: string }[];
  readonly costs: readonly Cost[];
  readonly latencies: readonly Latency[];
  readonly memory: readonly {
    name: string;
    idleKb: number;
    baseKb: number;
    held: readonly { streams: number; kb: number }[];
  }[];
  readonly history: readonly { name: string; points: readonly { at: number; turn: number }[] }[];
  readonly connections: Results['history'];
}
export function reportSideBySide(results: Results): void {
  process.stdout.write(JSON.stringify(results.costs, null, 1) + '\n');
}
