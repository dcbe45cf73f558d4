// @ts-check
// A demonstration that plays its night by itself: what it prints is how a journey follows it.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** SIGTERM ends it with 0 within this, in ms. */
const END_LIMIT = 20_000;

export class Demo {
  /** @type {string[]} every line that it has printed */
  lines = [];
  /** @type {(() => void)[]} */
  #waiting = [];

  /** @param {string[]} args what `throng demo` is started with */
  constructor(args) {
    const program = process.env.THRONG_BIN;
    if (!program) throw new Error("THRONG_BIN is not set: run the journeys with ./test e2e");
    this.child = spawn(program, ["demo", "--listen", "127.0.0.1:0", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    createInterface(this.child.stdout).on("line", (line) => {
      this.lines.push(line);
      for (const look of this.#waiting.splice(0)) look();
    });
    this.child.once("exit", () => this.#waiting.splice(0).forEach((look) => look()));
  }

  /**
   * Waits for a line that it prints; gives what the pattern's group found.
   * @param {RegExp} pattern
   * @returns {Promise<string>}
   */
  async said(pattern) {
    for (;;) {
      const found = this.lines.map((line) => pattern.exec(line)).find(Boolean);
      if (found) return found[1] ?? found[0];
      if (this.child.exitCode !== null) throw new Error(`it ended early:\n${this.lines.join("\n")}`);
      await new Promise((/** @type {(value?: undefined) => void} */ resolve) => this.#waiting.push(resolve));
    }
  }

  /** Ends it; fails unless it exits 0 in time. */
  async stop() {
    const { child } = this;
    const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
    const late = setTimeout(() => child.kill("SIGKILL"), END_LIMIT);
    const code = child.exitCode ?? (child.kill("SIGTERM"), await ended);
    clearTimeout(late);
    if (code !== 0) throw new Error(`the demonstration ended with ${code}\n${this.lines.join("\n")}`);
  }
}
