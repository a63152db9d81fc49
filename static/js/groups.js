// Draws the outline of the land with the groups on it. Everything it shows stands in the list on the same page too; in a
// form it fills in the two numbers that can be typed as well. Leaflet and topojson come before this file as plain scripts.
const { L, topojson } = globalThis;
const place = document.getElementById("groups-map");
const marks = JSON.parse(document.getElementById("marks").textContent) || [];
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const scheme = matchMedia("(prefers-color-scheme: dark)");
const HOME = { at: [54.5, -3.5], zoom: 5 };
const NEAREST = 9; // the outline tells nothing finer

const answer = await fetch(place.dataset.land);
if (answer.ok) draw(await answer.json());

function draw(atlas) {
  place.hidden = false;
  const map = L.map(place, {
    attributionControl: false, zoomControl: true, maxZoom: NEAREST, minZoom: 2, zoomSnap: 0.5, worldCopyJump: true,
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm, scrollWheelZoom: false,
  });
  const land = L.geoJSON(topojson.feature(atlas, atlas.objects.land), { interactive: false, style: colours }).addTo(map);
  scheme.addEventListener("change", () => land.setStyle(colours()));
  map.setView(HOME.at, HOME.zoom, { animate: false });
  if (place.dataset.picks) pick(map);
  else show(map);
}

function colours() {
  return { color: token("--edge"), weight: 1, fillColor: token("--tint"), fillOpacity: 1 };
}

function dot() {
  return L.divIcon({ className: "group-mark", iconSize: [28, 28], html: "<span aria-hidden=true></span>" });
}

/** A mark for each spot with all its groups, reached by Tab, opened by Enter. */
function show(map) {
  const spots = Map.groupBy(marks, (group) => group.at.join());
  for (const groups of spots.values()) {
    const names = groups.map((group) => group.name).join(", ");
    const words = document.createElement("div");
    for (const group of groups) {
      const link = words.appendChild(document.createElement("p")).appendChild(document.createElement("a"));
      link.href = group.url;
      link.textContent = group.name;
      link.after(document.createElement("br"), group.place);
    }
    L.marker(groups[0].at, { icon: dot(), title: names, alt: names, keyboard: true }).bindPopup(words, { closeButton: false }).addTo(map);
  }
  map.fitBounds(marks.map((group) => group.at), { maxZoom: 7, padding: [40, 40], animate: false });
}

/** A click, or Enter for the middle, writes the position into the form; what is typed there moves the mark. */
function pick(map) {
  const [latitude, longitude] = ["latitude", "longitude"].map((name) => document.getElementById(`id_${name}`));
  let mark = null;
  const put = (at) => {
    mark?.remove();
    mark = L.marker(at, { icon: dot(), keyboard: false, interactive: false }).addTo(map);
  };
  const write = (at) => {
    const here = at.wrap();
    latitude.value = here.lat.toFixed(2);
    longitude.value = here.lng.toFixed(2);
    put(here);
  };
  const read = () => {
    const at = [latitude, longitude].map((box) => parseFloat(box.value));
    if (at.every(Number.isFinite) && Math.abs(at[0]) <= 90) {
      put(at);
      map.setView(at, Math.max(map.getZoom(), 7), { animate: false });
    }
  };
  map.on("click", (event) => write(event.latlng));
  place.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === place) {
      event.preventDefault();
      write(map.getCenter());
    }
  });
  for (const box of [latitude, longitude]) box.addEventListener("change", read);
  read();
}
