import { createModelServer } from '@jackfield/byom';

const server = createModelServer({
  auth: { method: 'either', credential: process.env['MODEL_KEY'] ?? '' },
  models: ['my-model'],
  // Put your model here: yield its words as they come, and hand `signal` to whatever it waits for.
  async *reply(request, { signal }) {
    const said = JSON.stringify(request.messages.at(-1)?.content);
    for (const word of `You said: ${said}`.split(/(?<= )/)) {
      if (signal.aborted) return;
      yield word;
    }
  },
});
server.listen(Number(process.env['PORT'] ?? 4102), '127.0.0.1');
