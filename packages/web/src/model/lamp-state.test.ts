import { describe, expect, it } from 'vitest';
import type { Usage, Model } from '@jackfield/control-plane/rest-types';
import { exampleModel } from './example-model.test-data.ts';
import { exampleUsage } from './example-usage.test-data.ts';
import { circuitsByModel, lampState } from './lamp-state.ts';

const agent = { id: 'a1', model: 'm1', stoppedUntil: null };
const models = (change: Partial<Model> = {}): ReadonlyMap<string, Model> =>
  new Map([['m1', { ...exampleModel, id: 'm1', ...change }]]);
const none: ReadonlySet<string> = new Set();
const used = (turn: Partial<NonNullable<Usage['lastTurn']>>, model = 'm1'): Usage => ({
  ...exampleUsage,
  model,
  turns: 3,
  lastTurn: {
    at: '2026-11-23T10:00:00.000Z',
    outcome: 'answered',
    errorCode: null,
    fellBack: false,
    ...turn,
  },
});

describe('lampState', () => {
  it('is hollow before a choice and before traffic', () => {
    expect(lampState({ ...agent, model: null }, models(), [], none)).toEqual({
      kind: 'hollow',
      words: 'No model chosen',
    });
    expect(lampState(agent, models(), [], none)).toEqual({
      kind: 'hollow',
      words: 'No traffic yet',
    });
  });

  it('is red while a spent budget has its turns refused, whatever its model does', () => {
    const stopped = { ...agent, stoppedUntil: '2026-12-01T00:00:00.000Z' };
    expect(lampState(stopped, models(), [used({})], none)).toEqual({
      kind: 'red',
      words: 'Its budget is spent: turns are refused until 1 Dec 2026, 00:00 UTC',
    });
  });

  it('is green when the last turn was answered', () => {
    expect(lampState(agent, models(), [used({})], none)).toEqual({
      kind: 'green',
      words: 'Answering',
    });
  });

  it('is red when the last turn failed, and names why', () => {
    expect(
      lampState(agent, models(), [used({ outcome: 'failed', errorCode: 'upstream_auth' })], none),
    ).toEqual({
      kind: 'red',
      words: 'Last turn failed: upstream_auth',
    });
  });

  it('forgets a failure of a model that is no longer the choice', () => {
    expect(lampState(agent, models(), [used({ outcome: 'failed' }, 'm0')], none).kind).toBe(
      'hollow',
    );
  });

  it('is amber when a fallback answered, whichever model that was', () => {
    expect(lampState(agent, models(), [used({ fellBack: true }, 'm2')], none).kind).toBe('amber');
  });

  it('is amber while its connection fails its check, unless callers already hear worse', () => {
    const failing = new Set(['m1']);
    expect(lampState(agent, models(), [used({})], failing)).toEqual({
      kind: 'amber',
      words: 'Check failing',
    });
    expect(lampState(agent, models(), [used({ outcome: 'failed' })], failing).kind).toBe('red');
    expect(lampState(agent, models(), [used({})], new Set(['m2'])).kind).toBe('green');
  });

  it('is amber for a deprecated model and red for one shut down, with the date', () => {
    const lifecycle = { ...exampleModel.lifecycle, shutDownOn: '2027-01-14' };
    expect(
      lampState(
        agent,
        models({ lifecycle: { ...lifecycle, status: 'deprecated' } }),
        [used({})],
        none,
      ),
    ).toEqual({
      kind: 'amber',
      words: 'Deprecated, shuts down 14 Jan 2027',
    });
    expect(
      lampState(agent, models({ lifecycle: { ...lifecycle, status: 'shut_down' } }), [], none).kind,
    ).toBe('red');
  });

  it('is red while the circuit of the chosen model is open, and amber while it is tried again', () => {
    const kind = (...circuits: Parameters<typeof circuitsByModel>[0]) =>
      lampState(agent, models(), [used({})], new Set(), circuitsByModel(circuits)).kind;
    const health = { model: 'm1', inFlight: 0, firstTokenP95Ms: null };
    expect(kind({ ...health, circuit: 'open' })).toBe('red');
    expect(kind({ ...health, circuit: 'half_open' })).toBe('amber');
    expect(kind({ ...health, circuit: 'closed' })).toBe('green');
    expect(kind({ ...health, model: 'm2', circuit: 'open' })).toBe('green');
    // Two credentials of one model: the worse is told.
    expect(kind({ ...health, circuit: 'open' }, { ...health, circuit: 'closed' })).toBe('red');
    expect(kind({ ...health, circuit: 'half_open' }, { ...health, circuit: 'open' })).toBe('red');
  });

  it('is red when the catalogue no longer knows the model', () => {
    expect(lampState(agent, new Map(), [], none).kind).toBe('red');
  });
});
