/** The shapes of what several modules hand to one another; for readers and editors, nothing is run. */

/**
 * A factor as it is painted: its middle, its size, its name in lines; `ties` is the number of its links. `many` is the number of factors a cluster's box stands for.
 * @typedef {{id: string, x: number, y: number, w: number, h: number, lines: string[], font: number, meaning: Meaning | null, label: string,
 *   cluster: string, pinned: boolean, note: boolean, contested: boolean, ties?: number, many?: number}} Box
 */
/**
 * A link as it is painted. `bend` leads it aside, `twin` says that another joins the same two, `at` keeps its way until boxes move.
 * @typedef {{id: string, source: Box, target: Box, polarity: string, delay: boolean, strength: string, unsure: boolean, evidence: boolean,
 *   label: string, bend: number, twin?: boolean, at?: number[]}} Line
 */
/** What a colour and its mark stand for. @typedef {{value: string, token: string, mark: string}} Meaning */
/** What a layout gives places to. @typedef {{id: string, x: number, y: number, w: number, h: number, cluster: string, fixed: boolean}} Node */
/** @typedef {{source: string, target: string}} Tie */
/** The colours of a page. @typedef {{ink: string, soft: string, rust: string, paper: string, sheet: string, green: string, dark: boolean}} Theme */
/**
 * How a scene is painted: how close, what of it is in sight (null for all), what is chosen, lit and warm. `quick`: lines no wider than a pixel, without signs.
 * @typedef {{zoom: number, seen: {x1: number, y1: number, x2: number, y2: number} | null, theme: Theme, chosen?: Set<string>, lit?: Set<string> | null,
 *   at?: string, heat?: Map<string, number>, signs?: boolean, quick?: boolean}} How
 */

export {};
