-- Rows for schema.sql: computed, so that the file is small, and from nothing that varies, so that everybody has the same shop.
-- Business days run from January 2023 to June 2025.

SET client_encoding = 'UTF8';
SET timezone = 'UTC';

-- A number from 0 to n - 1 that looks random and is a function of its arguments alone.
CREATE FUNCTION pg_temp.pick(i bigint, salt text, n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT ('x' || substr(md5(i::text || ':' || salt), 1, 7))::bit(28)::integer % n
$$;

INSERT INTO shop.countries (code, name, in_eu) VALUES
    ('NL', 'Netherlands', true), ('DE', 'Germany', true), ('FR', 'France', true), ('BE', 'Belgium', true),
    ('AT', 'Austria', true), ('ES', 'Spain', true), ('IT', 'Italy', true), ('PL', 'Poland', true),
    ('DK', 'Denmark', true), ('SE', 'Sweden', true), ('NO', 'Norway', false), ('CH', 'Switzerland', false),
    ('GB', 'United Kingdom', false);

-- Customers 1 to 300 were there before 2023; after that forty join each month.
INSERT INTO shop.customers (id, first_name, last_name, email, tier, joined_on, newsletter)
SELECT i, first, last, lower(translate(first || '.' || last, ' éèöüäåøñ', '-eeouaaon')) || i || '@example.org',
       (ARRAY['none', 'none', 'none', 'none', 'none', 'silver', 'silver', 'silver', 'gold'])
           [1 + CASE WHEN i <= 500 THEN 3 + pg_temp.pick(i, 'tier', 6) ELSE pg_temp.pick(i, 'tier', 7) END]::shop.loyalty_tier,
       CASE WHEN i <= 300 THEN date '2021-01-04' + (i * 727 / 300)
            ELSE (date '2023-01-01' + make_interval(months => (i - 301) / 40))::date + ((i - 301) % 40) * 28 / 40 END,
       pg_temp.pick(i, 'newsletter', 5) < 2
FROM generate_series(1, 1500) AS i,
     LATERAL (SELECT (ARRAY['Anna', 'Lukas', 'Sophie', 'Jan', 'Marie', 'Thomas', 'Emma', 'Pieter', 'Julia', 'Lars', 'Nora', 'Carlos',
                            'Elena', 'Hugo', 'Ingrid', 'Marek', 'Chloé', 'Oliver', 'Freya', 'Matteo', 'Katarzyna', 'Björn', 'Lotte',
                            'Felix', 'Camille', 'Daan', 'Giulia', 'Henrik', 'Amélie', 'Jonas', 'Zofia'])
                         [1 + pg_temp.pick(i, 'first', 31)] AS first,
                     (ARRAY['de Vries', 'Müller', 'Dubois', 'Peeters', 'Gruber', 'García', 'Rossi', 'Nowak', 'Jensen', 'Andersson',
                            'Hansen', 'Keller', 'Smith', 'Bakker', 'Schmidt', 'Moreau', 'Janssens', 'Bauer', 'Fernández', 'Bianchi',
                            'Kowalski', 'Nielsen', 'Lindqvist', 'Berg', 'Meier', 'Taylor', 'Visser', 'Wagner', 'Laurent', 'Maes',
                            'Huber', 'Costa', 'Wójcik', 'Larsen', 'Ek', 'Dahl', 'Brunner'])
                         [1 + pg_temp.pick(i, 'last', 37)] AS last) AS name;

-- One address each; every eighth customer has moved, or has a second one.
INSERT INTO shop.addresses (id, customer_id, street, city, postcode, country_code, is_default)
SELECT row_number() OVER (ORDER BY second, i), i,
       (ARRAY['Station Road', 'Mill Lane', 'Church Street', 'Park Avenue', 'Harbour Quay', 'School Street', 'Castle Hill',
              'Market Square', 'Garden Way', 'Bridge Street', 'Forest Drive'])[1 + pg_temp.pick(i + second, 'street', 11)]
           || ' ' || 1 + pg_temp.pick(i + second, 'number', 140),
       place[1], lpad((10000 + pg_temp.pick(i + second, 'postcode', 89999))::text, 5, '0'), place[2], second = 0
FROM generate_series(1, 1500) AS i, (VALUES (0), (100000)) AS s (second),
     LATERAL (SELECT (ARRAY['Amsterdam,NL', 'Berlin,DE', 'Paris,FR', 'Utrecht,NL', 'Hamburg,DE', 'Antwerp,BE', 'Munich,DE', 'Lyon,FR',
                            'Vienna,AT', 'Rotterdam,NL', 'Cologne,DE', 'Ghent,BE', 'Madrid,ES', 'Milan,IT', 'Warsaw,PL', 'Copenhagen,DK',
                            'Stockholm,SE', 'Oslo,NO', 'Zurich,CH', 'London,GB', 'Innsbruck,AT', 'Groningen,NL', 'Grenoble,FR',
                            'Barcelona,ES', 'Turin,IT', 'Kraków,PL', 'Aarhus,DK', 'Gothenburg,SE', 'Bergen,NO', 'Edinburgh,GB'])
                         [1 + least(pg_temp.pick(i + second, 'city', 30), pg_temp.pick(i + second, 'city again', 30))] AS text) AS c,
     LATERAL (SELECT string_to_array(c.text, ',') AS place) AS p
WHERE second = 0 OR i % 8 = 0;

INSERT INTO shop.categories (id, parent_id, name) VALUES
    (1, NULL, 'Clothing'), (2, NULL, 'Footwear'), (3, NULL, 'Camping'), (4, NULL, 'Climbing'), (5, NULL, 'Travel'),
    (11, 1, 'Jackets'), (12, 1, 'Trousers'), (13, 1, 'Base Layers'), (21, 2, 'Hiking Boots'), (22, 2, 'Trail Shoes'),
    (31, 3, 'Tents'), (32, 3, 'Sleeping Bags'), (33, 3, 'Cooking'), (41, 4, 'Ropes and Harnesses'), (42, 4, 'Hardware'),
    (51, 5, 'Backpacks'), (52, 5, 'Accessories');

-- Sixty articles in three colours. The third colour of each came to market from 2023 on, two a month.
INSERT INTO shop.products (id, sku, name, category_id, list_price, weight_g, launched_on, discontinued_on)
SELECT (v.n - 1) * 60 + a.n, upper(left(replace(a.name, ' ', ''), 3)) || '-' || lpad(a.n::text, 3, '0') || '-' || v.n,
       a.name || ', ' || v.colours[1 + a.n % 5], a.category, a.price, a.weight,
       CASE WHEN v.n < 3 THEN date '2021-02-01' + a.n * 9 + v.n * 60
            ELSE (date '2023-01-01' + make_interval(months => (a.n - 1) / 2))::date END,
       CASE WHEN ((v.n - 1) * 60 + a.n) % 23 = 7 THEN date '2024-07-01' END
FROM (VALUES
    (1, ARRAY['black', 'slate', 'navy', 'graphite', 'moss']), (2, ARRAY['red', 'ochre', 'teal', 'sand', 'rust']),
    (3, ARRAY['sky blue', 'fern', 'plum', 'coral', 'ice grey'])) AS v (n, colours),
    (VALUES
    (1, 'Fjell Rain Jacket', 11, 179.00, 420), (2, 'Trespol Tent 2P', 31, 289.00, 2150), (3, 'Nomad Backpack 45', 51, 149.00, 1480),
    (4, 'Ridge Hiking Boot', 21, 189.90, 1320), (5, 'Merino Shirt 150', 13, 64.90, 160), (6, 'Spark Gas Stove', 33, 44.50, 190),
    (7, 'Canyon Rope 60m', 41, 159.00, 3900), (8, 'Vento Windshell', 11, 89.00, 130), (9, 'Dune Sleeping Bag', 32, 119.00, 1100),
    (10, 'Swift Trail Shoe', 22, 129.90, 560), (11, 'Summit Trousers', 12, 99.00, 380), (12, 'Quickdraw Set', 42, 84.00, 610),
    (13, 'Dry Bag 20', 52, 24.90, 180), (14, 'Aurora Down Jacket', 11, 259.00, 390), (15, 'Lagoon Tent 4P', 31, 449.00, 4600),
    (16, 'Daypack 22', 51, 69.90, 640), (17, 'Moor Hiking Boot', 21, 159.90, 1240), (18, 'Merino Leggings 200', 13, 74.90, 190),
    (19, 'Titan Cook Set', 33, 59.00, 340), (20, 'Crux Harness', 41, 74.90, 390), (21, 'Gale Softshell', 11, 139.00, 480),
    (22, 'Boreal Sleeping Bag', 32, 229.00, 1350), (23, 'Dash Trail Shoe', 22, 109.90, 510), (24, 'Zip-off Trousers', 12, 79.90, 340),
    (25, 'Belay Device', 42, 32.50, 80), (26, 'Headlamp 400', 52, 49.90, 90), (27, 'Harbour Parka', 11, 219.00, 890),
    (28, 'Solo Tent 1P', 31, 239.00, 1250), (29, 'Expedition Pack 65', 51, 219.00, 2100), (30, 'Alp Hiking Boot', 21, 239.00, 1480),
    (31, 'Synthetic Tee', 13, 29.90, 120), (32, 'Wood Stove', 33, 69.00, 780), (33, 'Gym Rope 40m', 41, 99.00, 2600),
    (34, 'Ember Fleece', 11, 69.90, 350), (35, 'Summer Sleeping Bag', 32, 79.00, 720), (36, 'Peak Trail Shoe', 22, 149.90, 540),
    (37, 'Storm Overtrousers', 12, 109.00, 290), (38, 'Carabiner Trio', 42, 27.90, 210), (39, 'Trekking Poles', 52, 79.00, 480),
    (40, 'Insulated Vest', 11, 99.00, 260), (41, 'Family Tent 6P', 31, 599.00, 9800), (42, 'Commuter Pack 25', 51, 99.00, 880),
    (43, 'Valley Hiking Shoe', 21, 119.90, 920), (44, 'Wool Socks', 13, 17.90, 70), (45, 'Enamel Mug', 33, 12.90, 140),
    (46, 'Vertical Harness', 41, 94.90, 420), (47, 'Cirrus Rain Poncho', 11, 39.90, 310), (48, 'Quilt 10C', 32, 169.00, 640),
    (49, 'Mudlark Trail Shoe', 22, 119.90, 580), (50, 'Climbing Trousers', 12, 84.90, 330), (51, 'Chalk Bag', 42, 19.90, 90),
    (52, 'Water Filter', 52, 39.90, 120), (53, 'Ultralight Tarp', 31, 129.00, 520), (54, 'Duffel 60', 51, 89.00, 1050),
    (55, 'Winter Boot', 21, 199.00, 1700), (56, 'Thermal Set', 13, 59.90, 310), (57, 'Freeze-dried Dinner', 33, 8.90, 150),
    (58, 'Sling Set', 41, 34.90, 260), (59, 'Travel Pillow', 52, 22.90, 110), (60, 'Fleece Trousers', 12, 59.90, 410)
    ) AS a (n, name, category, price, weight);

-- Orders: business grows from month to month and has its seasons. Good customers order more often than others.
INSERT INTO shop.orders (id, customer_id, address_id, status, placed_at, shipping_fee)
SELECT o.id, o.customer, coalesce(second.id, o.customer),
       CASE WHEN pg_temp.pick(o.id, 'cancel', 100) < 4 THEN 'cancelled'
            WHEN o.placed_at < '2025-06-10' THEN 'delivered'
            WHEN o.placed_at < '2025-06-26' THEN (ARRAY['delivered', 'shipped', 'shipped'])[1 + pg_temp.pick(o.id, 'status', 3)]
            ELSE (ARRAY['placed', 'paid', 'paid', 'shipped'])[1 + pg_temp.pick(o.id, 'status', 4)] END::shop.order_status,
       o.placed_at, 0
FROM (SELECT row_number() OVER (ORDER BY at, m, i)::integer AS id, at AS placed_at,
             1 + (power(pg_temp.pick(i * 100 + m, 'customer', 10000) / 10000.0, 1.6) * (300 + 40 * m))::integer AS customer
      FROM generate_series(0, 29) AS m,
           LATERAL generate_series(1, ((120 + 5 * m) * (ARRAY[0.7, 0.7, 0.9, 1.1, 1.3, 1.3, 1.2, 0.9, 0.8, 0.8, 1.2, 1.5])[1 + m % 12])::integer) AS i,
           LATERAL (SELECT timestamptz '2023-01-01 00:00+00' + make_interval(months => m, days => pg_temp.pick(i * 100 + m, 'day', 28),
                           hours => 7 + pg_temp.pick(i * 100 + m, 'hour', 16), mins => pg_temp.pick(i * 100 + m, 'minute', 60)) AS at) AS t) AS o
LEFT JOIN shop.addresses AS second ON second.customer_id = o.customer AND NOT second.is_default AND o.id % 3 = 0;

INSERT INTO shop.order_items (order_id, line_no, product_id, quantity, unit_price, discount)
SELECT order_id, line_no, p.id,
       CASE WHEN p.list_price < 50 THEN 1 + pg_temp.pick(order_id * 10 + line_no, 'quantity', 4) ELSE 1 END,
       -- Prices went up by four percent in 2024.
       CASE WHEN placed_at < '2024-01-01' THEN round(p.list_price / 1.04, 2) ELSE p.list_price END,
       -- Sales in July, and in the last week of November.
       CASE WHEN extract(month FROM placed_at AT TIME ZONE 'UTC') = 7 THEN 0.10
            WHEN to_char(placed_at AT TIME ZONE 'UTC', 'MMDD') BETWEEN '1121' AND '1128' THEN 0.20
            ELSE 0 END
FROM (SELECT o.id AS order_id, o.placed_at,
             1 + ((row_number() OVER (PARTITION BY o.id ORDER BY n)) - 1)::smallint AS line_no,
             CASE WHEN chosen % 23 = 7 AND o.placed_at >= '2024-07-01' THEN chosen + 1 ELSE chosen END AS product_id
      FROM shop.orders AS o, LATERAL generate_series(1, 1 + pg_temp.pick(o.id, 'lines', 4)) AS n,
           LATERAL (SELECT 1 + pg_temp.pick(o.id * 10 + n, 'product', 120 + 2 * (12 * (extract(year FROM placed_at AT TIME ZONE 'UTC')::integer - 2023)
                                                                             + extract(month FROM placed_at AT TIME ZONE 'UTC')::integer - 1)) AS chosen) AS c) AS line
JOIN shop.products AS p ON p.id = line.product_id;

UPDATE shop.orders SET shipping_fee = CASE WHEN co.in_eu THEN 4.95 ELSE 14.95 END
FROM shop.order_totals AS t, shop.addresses AS a JOIN shop.countries AS co ON co.code = a.country_code
WHERE t.order_id = orders.id AND a.id = orders.address_id AND t.goods < 75;

-- Gift cards pay a part only: the rest comes by card.
INSERT INTO shop.payments (id, order_id, method, amount, paid_at)
SELECT row_number() OVER (ORDER BY order_id, part), order_id,
       CASE WHEN part = 1 THEN method ELSE 'card' END, CASE WHEN method <> 'gift_card' OR total < 60 THEN total WHEN part = 1 THEN 50 ELSE total - 50 END,
       placed_at + make_interval(mins => CASE WHEN method = 'bank_transfer' THEN 1500 + pg_temp.pick(order_id, 'transfer', 2500) ELSE 1 END)
FROM (SELECT *, (ARRAY['card', 'card', 'card', 'card', 'wallet', 'wallet', 'wallet', 'bank_transfer', 'bank_transfer', 'gift_card'])
                    [1 + pg_temp.pick(order_id, 'method', 10)]::shop.payment_method AS method
      FROM shop.order_totals WHERE status NOT IN ('placed', 'cancelled')) AS t, (VALUES (1), (2)) AS parts (part)
WHERE part = 1 OR (method = 'gift_card' AND total >= 60);

INSERT INTO warehouse.sites (id, city, country_code, opened_on) VALUES
    (1, 'Rotterdam', 'NL', '2021-01-04'), (2, 'Leipzig', 'DE', '2022-03-01'), (3, 'Lyon', 'FR', '2023-09-01');

INSERT INTO warehouse.suppliers (id, name, country_code, lead_time_days) VALUES
    (1, 'Nordfjell Textil AS', 'NO', 21), (2, 'Bergmann Outdoor GmbH', 'DE', 14), (3, 'Cordier et Fils', 'FR', 18),
    (4, 'Porto Têxtil Lda', 'PT', 28), (5, 'Tatra Sprzęt', 'PL', 20), (6, 'Alpina Calzature', 'IT', 25),
    (7, 'Kestrel Hardware Ltd', 'GB', 30), (8, 'Saigon Sewing Co', 'VN', 60);

INSERT INTO warehouse.stock (site_id, product_id, on_hand, reorder_level, counted_on)
SELECT s.id, p.id,
       CASE WHEN p.discontinued_on IS NOT NULL THEN pg_temp.pick(p.id * 10 + s.id, 'rest', 3)
            WHEN pg_temp.pick(p.id * 10 + s.id, 'empty', 12) = 0 THEN 0
            ELSE 4 + pg_temp.pick(p.id * 10 + s.id, 'stock', 90) END,
       CASE WHEN p.discontinued_on IS NOT NULL THEN 0 ELSE (10 + pg_temp.pick(p.id, 'level', 4) * 5) END,
       date '2025-06-30' - pg_temp.pick(p.id * 10 + s.id, 'counted', 21)
FROM warehouse.sites AS s, shop.products AS p;

INSERT INTO warehouse.deliveries (id, supplier_id, site_id, product_id, quantity, unit_cost, ordered_on, due_on, arrived_on)
SELECT i, s.id, 1 + pg_temp.pick(i, 'site', CASE WHEN d.ordered_on < '2023-09-01' THEN 2 ELSE 3 END), p.id,
       10 * (1 + pg_temp.pick(i, 'lot', 12)), round(p.list_price * (0.38 + pg_temp.pick(p.id, 'cost', 18) / 100.0), 2), d.ordered_on,
       d.ordered_on + s.lead_time_days,
       CASE WHEN d.ordered_on + s.lead_time_days + late.days <= '2025-06-30' THEN d.ordered_on + s.lead_time_days + late.days END
FROM generate_series(1, 1400) AS i,
     LATERAL (SELECT date '2023-01-02' + i * 905 / 1400 AS ordered_on) AS d
     CROSS JOIN LATERAL (SELECT 1 + pg_temp.pick(i, 'product', 120 + 2 * (12 * (extract(year FROM ordered_on)::integer - 2023)
                                                                         + extract(month FROM ordered_on)::integer - 1)) AS id) AS c
     JOIN shop.products AS p ON p.id = c.id
     JOIN warehouse.suppliers AS s ON s.id = 1 + pg_temp.pick(p.category_id + p.id % 3, 'supplier', 8),
     LATERAL (SELECT CASE WHEN pg_temp.pick(i, 'late', 100) < 8 + 4 * s.id THEN 1 + pg_temp.pick(i, 'days late', 6 + 2 * s.id)
                          ELSE -pg_temp.pick(i, 'days early', 4) END AS days) AS late;

INSERT INTO warehouse.shipments (id, order_id, site_id, carrier, sent_at, delivered_at)
SELECT row_number() OVER (ORDER BY o.placed_at, o.id), o.id, 1 + pg_temp.pick(o.id, 'from', CASE WHEN o.placed_at < '2023-09-01' THEN 2 ELSE 3 END),
       carrier, sent.at,
       CASE WHEN o.status = 'delivered' THEN least(sent.at + make_interval(hours => slow + 20 + pg_temp.pick(o.id, 'hours', 60)), '2025-06-30 18:00+00') END
FROM shop.orders AS o,
     LATERAL (SELECT (ARRAY['Parcello', 'Parcello', 'EuroSprint', 'EuroSprint', 'Velopost'])[1 + pg_temp.pick(o.id, 'carrier', 5)] AS carrier) AS c,
     LATERAL (SELECT CASE carrier WHEN 'Parcello' THEN 24 WHEN 'EuroSprint' THEN 0 ELSE 48 END AS slow) AS s,
     LATERAL (SELECT o.placed_at + make_interval(hours => 4 + pg_temp.pick(o.id, 'packing', 44)) AS at) AS sent
WHERE o.status IN ('shipped', 'delivered');

INSERT INTO shop.returns (id, order_id, line_no, quantity, reason, returned_on)
SELECT row_number() OVER (ORDER BY h.delivered_at, i.order_id, i.line_no), i.order_id, i.line_no, 1 + pg_temp.pick(i.order_id, 'back', i.quantity),
       CASE WHEN c.parent_id IN (1, 2) THEN (ARRAY['too small', 'too small', 'too large', 'too large', 'changed mind', 'not as described', 'damaged'])
                                               [1 + pg_temp.pick(i.order_id * 10 + i.line_no, 'why', 7)]
            ELSE (ARRAY['damaged', 'changed mind', 'not as described'])[1 + pg_temp.pick(i.order_id * 10 + i.line_no, 'why', 3)] END,
       (h.delivered_at AT TIME ZONE 'UTC')::date + 2 + pg_temp.pick(i.order_id, 'days', 25)
FROM shop.order_items AS i
JOIN warehouse.shipments AS h ON h.order_id = i.order_id AND h.delivered_at < '2025-06-01'
JOIN shop.products AS p ON p.id = i.product_id
JOIN shop.categories AS c ON c.id = p.category_id
WHERE pg_temp.pick(i.order_id * 10 + i.line_no, 'return', 100) < CASE c.parent_id WHEN 1 THEN 9 WHEN 2 THEN 12 ELSE 3 END;

INSERT INTO shop.reviews (product_id, customer_id, stars, body, written_on)
SELECT DISTINCT ON (i.product_id, o.customer_id) i.product_id, o.customer_id, stars,
       (ARRAY['Broke on the first trip.', 'Not worth the money.', 'Does what it should, no more.', 'Good value, would buy again.',
              'Excellent, it has been up three mountains with me.'])[stars]
           || (ARRAY['', ' Delivery was quick.', ' The colour is nicer than in the picture.', ''])[1 + pg_temp.pick(i.order_id, 'body', 4)],
       (o.placed_at AT TIME ZONE 'UTC')::date + 10 + pg_temp.pick(i.order_id, 'when', 40)
FROM shop.order_items AS i
JOIN shop.orders AS o ON o.id = i.order_id AND o.status = 'delivered' AND o.placed_at < '2025-05-01',
     LATERAL (SELECT (ARRAY[5, 5, 5, 4, 4, 4, 3, 3, 2, 1])[1 + least(9, pg_temp.pick(i.order_id * 10 + i.line_no, 'stars', 10) + pg_temp.pick(i.product_id, 'taste', 3) - 1)
                 + CASE WHEN pg_temp.pick(i.order_id * 10 + i.line_no, 'stars', 10) + pg_temp.pick(i.product_id, 'taste', 3) = 0 THEN 1 ELSE 0 END] AS stars) AS s
WHERE pg_temp.pick(i.order_id * 10 + i.line_no, 'review', 5) = 0
ORDER BY i.product_id, o.customer_id, o.placed_at;

ANALYZE;
