export interface LocalModelServer {
  readonly software: string;
  readonly port: number;
}

/** Where the usual model servers listen when nobody has told them otherwise. */
export const localModelServers: readonly LocalModelServer[] = [
  { software: 'Ollama', port: 11_434 },
  { software: 'LM Studio', port: 1234 },
  { software: 'llama.cpp', port: 8080 },
  { software: 'vLLM', port: 8000 },
];
