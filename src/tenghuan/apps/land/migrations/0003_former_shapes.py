"""A parcel keeps the shapes that it had."""

import django.core.validators
import django.db.models.deletion
import tenghuan.apps.kit.fields
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('land', '0002_control_line'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerShape',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shape', models.JSONField(verbose_name='图斑')),
                ('sketch', models.BooleanField(verbose_name='示意图斑')),
                ('shape_area', tenghuan.apps.kit.fields.Amount(blank=True, decimal_places=1, max_digits=18, null=True, unit='㎡', validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='图斑面积')),
                ('until', models.DateTimeField(auto_now_add=True, verbose_name='换下时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_shapes', to='land.parcel', verbose_name='宗地号')),
            ],
            options={
                'verbose_name': '以前的图斑',
                'verbose_name_plural': '以前的图斑',
                'ordering': ('-pk',),
            },
        ),
    ]
