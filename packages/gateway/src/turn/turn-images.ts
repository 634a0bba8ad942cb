import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import { isRecord } from '../providers/is-record.ts';
import type { ProviderError } from '../providers/provider-error.ts';
import type { PublicWeb } from '../upstream/public-web.ts';
import type { Clock } from './clock.ts';
import { ImageDownload } from './image-download.ts';
import type { ImageMemory } from './image-memory.ts';
import { imagesByUrl, imageUrlOf, type ImageByUrl } from './images-by-url.ts';

const atOnceMax = 4;

interface ImageContext {
  readonly web: PublicWeb;
  readonly imageMemory: ImageMemory;
  readonly clock: Clock;
}

/**
 * The images of one turn that its caller named by URL, for models whose provider takes bytes alone.
 * Guarantees that each distinct URL is fetched once a turn, however many attempts it takes; a
 * request without any is handed on at once and as it is.
 */
export class TurnImages {
  readonly #context: ImageContext;
  #bytes = 0;
  readonly #dataUrls = new Map<string, string>();
  readonly #running = new Set<ImageDownload>();
  #queue: ImageByUrl[] = [];
  #waiting = false;
  #endWait: () => void = () => undefined;

  constructor(context: ImageContext) {
    this.#context = context;
  }

  /** Whether an attempt waits for them: they are fetched for one at a time. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /**
   * Calls back once, unless it is cancelled: with the request in which every image is a data: URL,
   * or with the first failure after all else was given up.
   * @throws ProviderError `image_not_readable` for a request whose images can't all be fetched.
   */
  inline(
    request: ChatCompletionRequest,
    withinMs: number,
    ready: (request: ChatCompletionRequest) => void,
    failed: (error: ProviderError) => void,
  ): void {
    const images = imagesByUrl(request.messages).filter(({ text }) => !this.#dataUrls.has(text));
    this.#queue = images.filter(
      ({ text }, index) => images.findIndex((image) => image.text === text) === index,
    );
    this.#waiting = true;
    const fail = (error: ProviderError): void => {
      this.cancel();
      failed(error);
    };
    const goOn = (): void => {
      while (this.#running.size < atOnceMax) {
        const image = this.#queue.shift();
        if (image === undefined) break;
        this.#download(image, goOn, fail);
      }
      // Where one failed at once, nobody waits for the others.
      if (this.#running.size > 0 || !this.#waiting) return;
      this.cancel();
      ready(withDataUrls(request, this.#dataUrls));
    };
    if (images.length > 0) {
      this.#endWait = this.#context.clock.after(withinMs, () => {
        const [late] = this.#running;
        if (late) fail(late.lateAfter(withinMs));
      });
    }
    goOn();
  }

  /** Closes what is still being fetched; nothing is called back afterwards. */
  cancel(): void {
    this.#waiting = false;
    this.#endWait();
    this.#queue = [];
    for (const download of this.#running) download.cancel();
    this.#running.clear();
  }

  /** The turn is over. */
  close(): void {
    this.cancel();
    this.#context.imageMemory.giveBack(this.#bytes);
    this.#bytes = 0;
  }

  #download(image: ImageByUrl, goOn: () => void, fail: (error: ProviderError) => void): void {
    const download = new ImageDownload(image, {
      arrived: (dataUrl) => {
        this.#dataUrls.set(image.text, dataUrl);
        this.#running.delete(download);
        goOn();
      },
      failed: fail,
      take: (bytes) => {
        const taken = this.#context.imageMemory.take(bytes);
        if (taken) this.#bytes += bytes;
        return taken;
      },
    });
    this.#running.add(download);
    download.start(this.#context.web);
  }
}

function withDataUrls(
  request: ChatCompletionRequest,
  dataUrls: ReadonlyMap<string, string>,
): ChatCompletionRequest {
  if (dataUrls.size === 0) return request;
  const messages = request.messages.map((message) => {
    if (!Array.isArray(message.content)) return message;
    const content = message.content.map((part) => {
      const url = dataUrls.get(imageUrlOf(part) ?? '');
      if (url === undefined) return part;
      const image: unknown = part.image_url;
      return { ...part, image_url: { ...(isRecord(image) ? image : {}), url } };
    });
    return { ...message, content };
  });
  return { ...request, messages };
}
