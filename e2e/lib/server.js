// @ts-check
// A real Throng server on a free port with a throw-away data folder.
// It knows the command line only; what the server can do is tried through its pages and its API.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

/** How long a start may take before it counts as failed, in ms. */
const START_LIMIT = 30_000;
/** What the command line promises: SIGTERM drains and exits 0 within this, in ms. */
const DRAIN_LIMIT = 20_000;
/** Lines of the server's log that are kept for the message of a failure. */
const LOG_LINES = 200;

/** The settings of whoever runs the tests must not reach the server under test. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("THRONG_")));
}

/** The binary under test, built by ./test. */
function binary() {
  const path = process.env.THRONG_BIN;
  if (!path) throw new Error("THRONG_BIN is not set: run the journeys with ./test e2e");
  return path;
}

export class Server {
  /**
   * @param {string} data the data folder
   * @param {import("node:child_process").ChildProcess} child
   */
  constructor(data, child) {
    this.data = data;
    this.child = child;
    /** Where it listens, as `http://HOST:PORT`. */
    this.origin = "";
    /** @type {string[]} the last lines of its log */
    this.log = [];
  }

  /** Starts a server and waits until it has said where it listens. */
  static async start() {
    const program = binary();
    const data = await mkdtemp(join(tmpdir(), "throng-e2e-"));
    const child = spawn(program, ["serve", "--data", data, "--listen", "127.0.0.1:0"], {
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const server = new Server(data, child);
    try {
      server.origin = await server.#announced();
    } catch (error) {
      child.kill("SIGKILL");
      await rm(data, { recursive: true, force: true });
      throw error;
    }
    return server;
  }

  /** @returns {Promise<string>} the first origin that it prints on stdout */
  #announced() {
    const { stdout, stderr } = this.child;
    if (!stdout || !stderr) throw new Error("the server was started without pipes");
    createInterface(stderr).on("line", (line) => this.#keep(line));
    return new Promise((resolve, reject) => {
      const giveUp = (/** @type {string} */ why) => reject(new Error(`${why}\n${this.log.join("\n")}`));
      const timer = setTimeout(() => giveUp(`not ready after ${START_LIMIT} ms`), START_LIMIT);
      this.child.once("error", (error) => giveUp(`${binary()}: ${error.message}`));
      this.child.once("exit", (code, signal) => giveUp(`the server ended with ${code ?? signal}`));
      createInterface(stdout).on("line", (line) => {
        this.#keep(line);
        const origin = /http:\/\/[^\s/]+:\d+/.exec(line)?.[0];
        if (!origin) return;
        clearTimeout(timer);
        resolve(origin);
      });
    });
  }

  /** @param {string} line */
  #keep(line) {
    this.log.push(line);
    if (this.log.length > LOG_LINES) this.log.shift();
  }

  /** @returns {Promise<string>} a fresh one-time link that signs the owner in */
  async ownerLink() {
    const { stdout } = await run(binary(), ["owner-link", "--data", this.data], { env: cleanEnvironment() });
    const link = /https?:\/\/\S+/.exec(stdout)?.[0];
    if (!link) throw new Error(`owner-link printed no link: ${stdout}`);
    return link;
  }

  /** Drains it and removes its data folder; fails unless it exits 0 in time, as the command line promises. */
  async stop() {
    const { child } = this;
    const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
    const late = setTimeout(() => child.kill("SIGKILL"), DRAIN_LIMIT);
    const code = child.exitCode ?? child.signalCode ?? (child.kill("SIGTERM"), await ended);
    clearTimeout(late);
    await rm(this.data, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server ended with ${code} instead of 0\n${this.log.join("\n")}`);
  }
}
