// Draw every picture, as wide as its place allows, and again when that changes.
"use strict";

const NARROW = 105; // pixels for the name of a skill where there is little room
const MOST = 1.25; // times the width that the picture was made for

function views(spec) {
  return spec.vconcat ?? [spec];
}

function fitted(spec, width) {
  const copy = structuredClone(spec);
  const scale = width / views(spec)[0].width;
  for (const view of views(copy)) view.width = Math.round(view.width * scale);
  const legend = copy.config?.legend;
  if (legend?.columns) legend.columns = Math.max(1, Math.floor(legend.columns * Math.min(1, scale)));
  if (scale < 0.8 && copy.config?.axisY) copy.config.axisY.labelLimit = NARROW;
  return copy;
}

function draw(place, spec) {
  return drawPicture(place, spec, { actions: false, renderer: "svg", ast: true, mode: "vega-lite" });
}

async function show(picture, spec) {
  // The program styles the element that it draws in; the frame around it stays ours.
  const place = document.createElement("div");
  picture.replaceChildren(place);
  const made = views(spec)[0].width;
  if (typeof made !== "number" || views(spec).some((view) => typeof view.width !== "number")) {
    return draw(place, spec); // such a picture keeps its width, and scrolls where there is less room
  }
  const room = () => {
    const style = getComputedStyle(picture);
    return picture.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  };
  const least = Math.min(made, spec.usermeta?.reinforce?.least || 120);
  let width = Math.max(least, Math.min(made, room() - 100));
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await draw(place, fitted(spec, width));
    const taken = place.querySelector("svg").getBoundingClientRect().width;
    const better = Math.max(least, Math.min(made * MOST, width + Math.floor(room() - taken)));
    if (Math.abs(better - width) < 4) break;
    width = better;
  }
}

const pictures = [...document.querySelectorAll(".picture")].map((place) => ({
  place,
  spec: JSON.parse(document.getElementById(place.dataset.spec).textContent),
}));

async function showAll() {
  for (const { place, spec } of pictures) await show(place, spec);
  document.documentElement.dataset.drawn = "yes";
}

let waiting = 0;
let before = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth === before) return;
  before = window.innerWidth;
  clearTimeout(waiting);
  waiting = setTimeout(showAll, 200);
});

// What is folded away on the screen is part of the printout.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const details of folded) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});

showAll();
