// Exits 0 when the program in this container lives, for an image without curl.
import { get } from 'node:http';

const port = Number(process.env.JACKFIELD_PORT) || 4100;
const request = get(
  { host: '127.0.0.1', port, path: '/healthz', timeout: 4_000 },
  ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1),
);
request.on('timeout', () => request.destroy());
request.on('error', () => process.exit(1));
