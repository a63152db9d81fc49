/** As much of an EventSource as a screen needs, for Node: it is opened with headers, and again where it was cut. */
const AGAIN = 1500; // milliseconds, as the place says

export class Stream {
  readyState = 0;
  #closed = new AbortController();
  #cut = new AbortController();
  #heard = {};

  constructor(address, headers) {
    this.#open(address, headers);
  }

  addEventListener(name, tell) {
    this.#heard[name] = tell;
  }

  close() {
    this.readyState = 2;
    this.#closed.abort();
  }

  /** Let the network cut it; it is opened again by itself. */
  cut() {
    this.#cut.abort();
  }

  async #open(address, headers) {
    const closed = this.#closed.signal;
    while (this.readyState !== 2) {
      this.#cut = new AbortController();
      try {
        const answer = await fetch(address, { headers, signal: AbortSignal.any([closed, this.#cut.signal]) });
        if (answer.status !== 200) this.readyState = 2;
        else await this.#listen(answer.body);
      } catch {
        // closed or cut, or the place is away
      }
      if (closed.aborted) return;
      this.onerror?.();
      if (this.readyState !== 2) await new Promise((resume) => setTimeout(resume, AGAIN));
    }
  }

  async #listen(body) {
    const letters = new TextDecoder();
    let said = "";
    for await (const some of body) {
      said += letters.decode(some, { stream: true });
      const events = said.split("\n\n");
      said = events.pop();
      for (const event of events) {
        const name = /^event: (.*)$/m.exec(event)?.[1];
        const data = /^data: ?(.*)$/m.exec(event)?.[1];
        if (name) this.#heard[name]?.({ data });
        else if (data) this.onmessage?.({ data });
      }
    }
  }
}
