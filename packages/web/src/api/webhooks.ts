import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type {
  ChangedWebhook,
  CreatedWebhook,
  NewWebhook,
  Webhook,
  WebhookChange,
  WebhookDelivery,
} from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

/** Admins alone are told; so it is asked for only when `enabled`. */
export function useWebhooks(enabled: boolean): UseQueryResult<Webhook[]> {
  return useQuery({
    queryKey: ['webhooks'],
    enabled,
    queryFn: async ({ signal }) =>
      (await request<{ items: Webhook[] }>('GET', '/webhooks', { signal })).items,
  });
}

/** What was sent to one of them, newest first; asked again while something waits. */
export function useWebhookDeliveries(id: string): UseQueryResult<WebhookDelivery[]> {
  return useQuery({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: async ({ signal }) =>
      (await request<{ items: WebhookDelivery[] }>('GET', `/webhooks/${id}/deliveries`, { signal }))
        .items,
    refetchInterval: ({ state }) =>
      state.data?.some((delivery) => delivery.state === 'waiting') === true ? 5_000 : false,
  });
}

export function useCreateWebhook(): UseMutationResult<CreatedWebhook, Error, NewWebhook> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<CreatedWebhook>('POST', '/webhooks', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['webhooks'] }),
  });
}

export function useChangeWebhook(
  id: string,
): UseMutationResult<ChangedWebhook, Error, WebhookChange> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<ChangedWebhook>('PATCH', `/webhooks/${id}`, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['webhooks'] }),
  });
}

export function useDeleteWebhook(id: string): UseMutationResult<void, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>('DELETE', `/webhooks/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['webhooks'], exact: true }),
  });
}

export function useTestWebhook(id: string): UseMutationResult<WebhookDelivery, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<WebhookDelivery>('POST', `/webhooks/${id}/test`),
    onSettled: () => client.invalidateQueries({ queryKey: ['webhooks'] }),
  });
}
