import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { ModelSetting, NewModelSetting } from '@jackfield/control-plane/rest-types';
import { ApiProblem } from './api-problem.ts';
import { request } from './request.ts';
import { expectNewConfiguration } from './status.ts';

const settingKey = (agentId: string): string[] => ['agents', agentId, 'model-setting'];

/** The live setting, asked for again every few seconds: somebody else may save. */
export function useModelSetting(agentId: string): UseQueryResult<ModelSetting> {
  return useQuery({
    queryKey: settingKey(agentId),
    queryFn: ({ signal }) =>
      request<ModelSetting>('GET', `/agents/${agentId}/model-setting`, { signal }),
    refetchInterval: 5_000,
  });
}

export interface Save {
  readonly setting: NewModelSetting;
  /** The revision the change was made from; a newer one on the server refuses the save. */
  readonly onRevision: number;
}

export function useSaveModelSetting(agentId: string): UseMutationResult<ModelSetting, Error, Save> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ setting, onRevision }) =>
      request<ModelSetting>('PUT', `/agents/${agentId}/model-setting`, {
        body: setting,
        headers: { 'if-match': `"${onRevision}"` },
      }),
    onSuccess: (saved) => settle(client, agentId, saved),
    onError: (error) => {
      const live = error instanceof ApiProblem ? error.liveSetting : null;
      if (live) client.setQueryData(settingKey(agentId), live);
    },
  });
}

export interface Revisions {
  readonly items: ModelSetting[];
  readonly nextCursor?: string | null;
}

export function useRevisions(agentId: string): UseInfiniteQueryResult<InfiniteData<Revisions>> {
  return useInfiniteQuery({
    queryKey: [...settingKey(agentId), 'revisions'],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      request<Revisions>(
        'GET',
        `/agents/${agentId}/model-setting/revisions${pageParam && `?cursor=${encodeURIComponent(pageParam)}`}`,
        { signal },
      ),
    getNextPageParam: (page) => page.nextCursor ?? null,
  });
}

export function useRestoreRevision(
  agentId: string,
): UseMutationResult<ModelSetting, Error, number> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (revision) =>
      request<ModelSetting>(
        'POST',
        `/agents/${agentId}/model-setting/revisions/${revision}/restore`,
      ),
    onSuccess: (saved) => settle(client, agentId, saved),
  });
}

function settle(client: QueryClient, agentId: string, saved: ModelSetting): void {
  client.setQueryData(settingKey(agentId), saved);
  void client.invalidateQueries({ queryKey: [...settingKey(agentId), 'revisions'] });
  void client.invalidateQueries({ queryKey: ['agents'], exact: true });
  void client.invalidateQueries({ queryKey: ['agents', agentId], exact: true });
  void client.invalidateQueries({ queryKey: ['connections'] });
  void client.invalidateQueries({ queryKey: ['dying-models'] });
  expectNewConfiguration(client);
}
