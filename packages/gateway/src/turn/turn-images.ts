import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import { isRecord } from '../providers/is-record.ts';
import type { ProviderError } from '../providers/provider-error.ts';
import type { PublicWeb } from '../upstream/public-web.ts';
import type { Clock } from './clock.ts';
import { ImageDownload } from './image-download.ts';
import { imagesByUrl, imageUrlOf, type ImageByUrl } from './images-by-url.ts';

const atOnceMax = 4;

/**
 * The images of one turn that its caller named by URL, for models whose provider takes bytes alone.
 * Guarantees that each distinct URL is fetched once a turn, however many attempts it takes; a
 * request without any is handed on at once and as it is.
 */
export class TurnImages {
  readonly #request: ChatCompletionRequest;
  readonly #web: PublicWeb;
  readonly #clock: Clock;
  #inlined: ChatCompletionRequest | null = null;
  readonly #dataUrls = new Map<string, string>();
  readonly #running = new Set<ImageDownload>();
  #queue: ImageByUrl[] = [];
  #waiting = false;
  #endWait: () => void = () => undefined;

  constructor(request: ChatCompletionRequest, web: PublicWeb, clock: Clock) {
    this.#request = request;
    this.#web = web;
    this.#clock = clock;
  }

  /**
   * Calls back once, unless it is cancelled: with the request in which every image is a data: URL,
   * or with the first failure after all else was given up.
   * @throws ProviderError `image_not_readable` for a request whose images can't all be fetched.
   */
  inline(
    withinMs: number,
    ready: (request: ChatCompletionRequest) => void,
    failed: (error: ProviderError) => void,
  ): void {
    if (this.#inlined) {
      ready(this.#inlined);
      return;
    }
    const images = imagesByUrl(this.#request.messages);
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
      this.#inlined = withDataUrls(this.#request, this.#dataUrls);
      ready(this.#inlined);
    };
    if (images.length > 0) {
      this.#endWait = this.#clock.after(withinMs, () => {
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

  #download(image: ImageByUrl, goOn: () => void, fail: (error: ProviderError) => void): void {
    const download = new ImageDownload(image, {
      arrived: (dataUrl) => {
        this.#dataUrls.set(image.text, dataUrl);
        this.#running.delete(download);
        goOn();
      },
      failed: fail,
    });
    this.#running.add(download);
    download.start(this.#web);
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
