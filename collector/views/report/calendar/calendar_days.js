"use strict";
// The days of a calendar: what is known of each, in numbers, colours and words.
const calendarDays = (() => {
  const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December"];
  const DAY = 86400000;

  const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  const sentence = (words) => `${words[0].toUpperCase()}${words.slice(1)}.`;

  // The days of one learner, by their numbers: 0 is the first that anything is known of.
  class Days {
    constructor(json) {
      Object.assign(this, JSON.parse(json));
      this.begin = Date.parse(this.first);
      this.today = this.reviews.length - 1;
      this.last = this.today + this.coming.length - 1;
      this.titles = new Map();
      for (const [number, title] of this.marks) {
        this.titles.set(number, [...(this.titles.get(number) ?? []), title]);
      }
      this.away = new Set();
      for (const [first, last] of this.vacation) {
        for (let number = first; number <= last; number += 1) this.away.add(number);
      }
    }

    date(number) {
      return new Date(this.begin + number * DAY);
    }

    iso(number) {
      return this.date(number).toISOString().slice(0, 10);
    }

    number(iso) {
      return (Date.parse(iso) - this.begin) / DAY;
    }

    // The colour of a value, from 1 to 5.
    step(kind, value) {
      const { bounds, colours } = this.steps[kind];
      return colours[Math.max(bounds.filter((bound) => bound <= value).length - 1, 0)] ?? 3;
    }

    look(kind, number) {
      const ahead = number > this.today;
      const value = ahead ? (kind === "reviews" ? this.coming[number - this.today] : 0) : this[kind][number];
      const looks = [ahead ? "coming" : "", number === this.today ? "today" : ""];
      if (this.away.has(number)) looks.push("vacation");
      if (this.titles.has(number)) looks.push("marked");
      const none = value === 0 ? kind !== "accuracy" || ahead : kind === "accuracy" && this.reviews[number] === 0;
      if (none) looks.push("none");
      else looks.push(value === null ? "unknown" : `s${this.step(kind, value)}`);
      return looks.filter(Boolean).join(" ");
    }

    name(number) {
      const date = this.date(number);
      const weekday = WEEKDAYS[(date.getUTCDay() + 6) % 7];
      return `${weekday} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
    }

    words(number) {
      const said = [];
      if (number === this.today) said.push("today");
      if (this.away.has(number)) said.push("on vacation");
      if (number <= this.today) said.push(...this.done(number));
      const due = number < this.today ? 0 : this.coming[number - this.today];
      const more = number === this.today ? "more " : "";
      if (due) said.push(`${due.toLocaleString("en")} ${more}${due === 1 ? "review falls" : "reviews fall"} due`);
      else if (number > this.today) said.push("no reviews fall due");
      return [...said, ...(this.titles.get(number) ?? [])].join(", ");
    }

    done(number) {
      const [reviews, lessons] = [this.reviews[number], this.lessons[number]];
      const said = [reviews === null ? "reviews not known" : reviews ? counted(reviews, "review") : "no reviews"];
      if (reviews) said.push(`${this.accuracy[number]} % right`);
      said.push(lessons === null ? "lessons not known" : lessons ? counted(lessons, "lesson") : "no lessons");
      if (reviews) said.push(counted(this.minutes[number], "minute"));
      return said;
    }
  }

  const UNITS = { reviews: "", lessons: "", accuracy: " %", minutes: " min" };

  function legendOf(days, kind) {
    const { bounds, colours, most } = days.steps[kind];
    const unit = UNITS[kind];
    const entry = (look, text) => element("li", {}, element("span", { className: `swatch ${look}` }), text);
    const range = (low, high) => (low === high ? `${low}` : `${low}–${high}`);
    const steps = bounds.map((low, place) =>
      entry(`s${colours[place]}`, range(low, place + 1 < bounds.length ? bounds[place + 1] - 1 : most) + unit));
    return [
      entry("none", kind === "accuracy" ? "no reviews" : `0${unit}`),
      ...steps,
      entry("unknown", "not known"),
      entry("none vacation", "vacation"),
      entry("none marked", "level-up or reset"),
      entry("none today", "today"),
      entry(`coming ${bounds.length && kind === "reviews" ? "s3" : "none"}`, "to come"),
    ];
  }

  return { DAY, MONTHS, WEEKDAYS, Days, counted, element, legendOf, sentence };
})();
