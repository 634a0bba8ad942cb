import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Usage, UsageDimension } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

/** What the last 7 days came to, by agent and model. */
export function useUsage(refetchMs?: number): UseQueryResult<Usage[]> {
  return useQuery({
    queryKey: ['usage'],
    queryFn: ({ signal }) => readUsage({}, signal),
    refetchInterval: refetchMs ?? false,
  });
}

export interface UsageQuestion {
  readonly by?: UsageDimension;
  /** Milliseconds since 1970. */
  readonly from?: number;
  readonly to?: number;
  readonly agentId?: string | undefined;
  readonly model?: string | undefined;
  readonly projectId?: string | undefined;
}

/** What a period came to; asked again every minute. */
export function useUsageOf(question: UsageQuestion): UseQueryResult<Usage[]> {
  return useQuery({
    queryKey: ['usage', question],
    queryFn: ({ signal }) => readUsage(question, signal),
    refetchInterval: 60_000,
  });
}

async function readUsage(question: UsageQuestion, signal: AbortSignal): Promise<Usage[]> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(question)) {
    if (value === undefined) continue;
    query.set(name, typeof value === 'number' ? new Date(value).toISOString() : String(value));
  }
  const { items } = await request<{ items: Usage[] }>('GET', `/usage?${query}`, { signal });
  return items;
}
