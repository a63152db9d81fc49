/**
 * Hearing that something changed: by a stream that says a number, or carries what came, and by asking now and then where the stream is
 * blocked, away, or nobody looks. It knows nothing of what it is about, and nothing of a page.
 */

const PATIENCE = 6000; // milliseconds in which a stream must have said something
const ASKS = 4000; // between two questions where there is no stream
const HIDDEN_ASKS = 30000; // and of a page that nobody looks at, which holds no stream
const AGAIN = 20000; // until a stream is tried once more
const CLOSED = 2; // EventSource.CLOSED

export class Hearing {
  #place;
  #stream = null;
  #hidden = false;
  #ended = false;
  #patience;
  #asking;
  #every;

  /**
   * @param {object} place
   * @param {(() => EventSource) | null} place.open  null where there is no stream at all
   * @param {(now: number) => void} place.hear  the number that the stream told
   * @param {(nth: number) => void} place.ask  there is no stream: ask; the first question is the 0th
   * @param {(came: any) => void} [place.words]  what came, where the stream carries it; its number follows
   * @param {() => void} [place.here]  somebody came or went
   * @param {() => void} [place.gone]  nothing more is told: signed out, or no longer one's to know
   * @param {(way: "stream" | "asks") => void} [place.way]  how it hears from now on
   * @param {number} [place.asks]  milliseconds between two questions
   */
  constructor(place) {
    this.#place = { asks: ASKS, words() {}, here() {}, gone() {}, way() {}, ...place };
  }

  /** Open the stream anew; or ask now and then, where nobody looks. */
  begin(hidden = false) {
    if (this.#ended) return;
    this.#hidden = hidden;
    this.close();
    if (hidden) return this.#askEvery(HIDDEN_ASKS);
    if (!this.#place.open) return this.#askEvery(this.#place.asks);
    this.#askEvery(0);
    this.#open();
  }

  /** Hold no stream until it begins again. */
  close() {
    this.#stream?.close();
    clearTimeout(this.#patience);
  }

  /** Nothing more is heard or asked. */
  end() {
    this.#ended = true;
    this.close();
    clearInterval(this.#asking);
  }

  #open() {
    const stream = (this.#stream = this.#place.open());
    const asks = () => this.#askEvery(this.#place.asks);
    const lost = () => {
      stream.close();
      if (stream !== this.#stream || this.#ended) return;
      asks();
      clearTimeout(this.#patience);
      this.#patience = setTimeout(() => !this.#hidden && this.#open(), AGAIN);
    };
    clearTimeout(this.#patience);
    this.#patience = setTimeout(asks, PATIENCE); // it may still come
    stream.onmessage = ({ data }) => {
      clearTimeout(this.#patience);
      this.#askEvery(0);
      this.#place.hear(Number(data));
    };
    stream.addEventListener("words", ({ data }) => this.#place.words(JSON.parse(data)));
    stream.addEventListener("here", () => this.#place.here());
    stream.addEventListener("away", lost);
    stream.addEventListener("gone", () => this.#place.gone());
    stream.onerror = () => {
      if (stream.readyState === CLOSED) lost();
      else asks();
    };
  }

  /** Ask by itself so often; 0 for never, which a stream that speaks makes needless. */
  #askEvery(milliseconds) {
    if (milliseconds === this.#every) return;
    this.#every = milliseconds;
    clearInterval(this.#asking);
    this.#place.way(milliseconds ? "asks" : "stream");
    let nth = 0;
    if (milliseconds) this.#asking = setInterval(() => this.#place.ask(nth++), milliseconds);
  }
}
