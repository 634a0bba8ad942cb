import type { PublishedSetting } from './gateway-config.ts';
import type { TurnRecord } from './turn-record.ts';

/** Of a setting that isn't saved, in a turn's record: the first that is saved has 1. */
export const unsavedRevision = 0;

/** A turn for a person who was already found to have a right to the agent. */
export interface PlaygroundTurn {
  readonly agentId: string;
  /** What it is carried by in place of the agent's own: one of {@link unsavedRevision}. `null`: what is live. */
  readonly setting: PublishedSetting | null;
  /** A chat completion request, as JSON. */
  readonly body: string;
}

/** Told of a turn's answer as a caller of the gateway would get it. `head` comes once, `over` is the last. */
export interface PlaygroundCaller {
  /** The names are lower case. */
  head(status: number, headers: Readonly<Record<string, string>>): void;
  /**
   * Part of the body, and when it came: milliseconds since the turn began. `false`: give no more until
   * {@link PlaygroundControl.drained} is called.
   */
  body(text: string, atMs: number): boolean;
  /** `null` where the request was refused before it became a turn. */
  over(record: TurnRecord | null): void;
}

export interface PlaygroundControl {
  /** The person is gone, or has had enough: the upstream is closed. */
  leave(): void;
  drained(): void;
}
