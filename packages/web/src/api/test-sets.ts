import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type {
  CapturedTestCase,
  CaseContent,
  TestCase,
  TestSet,
} from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

/** Below what a request may be, escaped as it is sent. */
const partBytesMax = 180_000;

const setsKey = (agentId: string): string[] => ['agents', agentId, 'test-sets'];

export function useTestSets(agentId: string): UseQueryResult<TestSet[]> {
  return useQuery({
    queryKey: setsKey(agentId),
    queryFn: async ({ signal }) =>
      (await request<{ items: TestSet[] }>('GET', `/agents/${agentId}/test-sets`, { signal }))
        .items,
  });
}

export function useCreateTestSet(agentId: string): UseMutationResult<TestSet, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name) =>
      request<TestSet>('POST', `/agents/${agentId}/test-sets`, { body: { name } }),
    onSuccess: () => client.invalidateQueries({ queryKey: setsKey(agentId) }),
  });
}

export function useDeleteTestSet(agentId: string): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) => request<void>('DELETE', `/agents/${agentId}/test-sets/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: setsKey(agentId), exact: true }),
  });
}

interface CasePage {
  readonly items: TestCase[];
  readonly nextCursor: string | null;
}

export function useTestCases(
  agentId: string,
  testSetId: string,
): UseInfiniteQueryResult<InfiniteData<CasePage>> {
  return useInfiniteQuery({
    queryKey: [...setsKey(agentId), testSetId, 'cases'],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      request<CasePage>(
        'GET',
        `/agents/${agentId}/test-sets/${testSetId}/cases?limit=50${pageParam && `&cursor=${pageParam}`}`,
        { signal },
      ),
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** What is put into a test set: cases, or the text of a file of JSON Lines. */
export type NewCases = { readonly cases: readonly CaseContent[] } | { readonly jsonLines: string };

export function useAddCases(
  agentId: string,
  testSetId: string,
): UseMutationResult<void, Error, NewCases> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (added) => {
      const path = `/agents/${agentId}/test-sets/${testSetId}/cases`;
      const bodies = 'cases' in added ? [added] : inParts(added.jsonLines);
      // Of a file that takes several requests nothing is added while anything in it is wrong.
      if (bodies.length > 1) {
        for (const body of bodies) {
          await request('POST', path, { body: { ...body, onlyCheck: true } });
        }
      }
      for (const body of bodies) await request('POST', path, { body });
    },
    onSettled: () => client.invalidateQueries({ queryKey: setsKey(agentId) }),
  });
}

export function useChangeCase(
  agentId: string,
  testSetId: string,
): UseMutationResult<TestCase, Error, { id: string; content: CaseContent }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, content }) =>
      request<TestCase>('PUT', `/agents/${agentId}/test-sets/${testSetId}/cases/${id}`, {
        body: content,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: setsKey(agentId) }),
  });
}

export function useDeleteCase(
  agentId: string,
  testSetId: string,
): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) =>
      request<void>('DELETE', `/agents/${agentId}/test-sets/${testSetId}/cases/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: setsKey(agentId) }),
  });
}

/** Captured turns since then as cases, the newest first. */
export function useCapturedCases(
  agentId: string,
  days: number,
): UseQueryResult<CapturedTestCase[]> {
  return useQuery({
    queryKey: ['agents', agentId, 'captured-cases', days],
    queryFn: async ({ signal }) => {
      const from = new Date(Date.now() - days * 86_400_000).toISOString();
      const path = `/agents/${agentId}/captured-cases?limit=200&from=${from}`;
      return (await request<{ items: CapturedTestCase[] }>('GET', path, { signal })).items;
    },
  });
}

/**
 * A file in several requests. Empty lines stand for what was sent before, so that errors name the
 * file's own lines.
 */
function inParts(text: string): { jsonLines: string }[] {
  const parts: { jsonLines: string }[] = [];
  let part = '';
  let bytes = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const lineBytes = new Blob([JSON.stringify(line)]).size;
    if (part.trim() !== '' && bytes + lineBytes > partBytesMax) {
      parts.push({ jsonLines: part });
      part = '\n'.repeat(index);
      bytes = 2 * index;
    }
    part += `${line}\n`;
    bytes += lineBytes;
  }
  parts.push({ jsonLines: part });
  return parts;
}
