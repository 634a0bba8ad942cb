import type { Lifecycle } from '@jackfield/control-plane/rest-types';
import { day } from '../parts/when.tsx';

/** The vendor's fact in a few words, or `null` for a model that is in good health. */
export function lifecycleWords(lifecycle: Lifecycle): string | null {
  const { status, shutDownOn } = lifecycle;
  if (status === 'active') return null;
  if (status === 'shut_down') return shutDownOn ? `Shut down ${day(shutDownOn)}` : 'Shut down';
  return shutDownOn ? `Deprecated, shuts down ${day(shutDownOn)}` : 'Deprecated';
}
